"""On which pages is accreditation asked for, accepted or refused by each side, and withdrawn? (R-FEED-2)"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import Refused
from accounts.granting import NotDone
from accounts.views.acting import attempt
from contactpoint.pages.asking import see, sent
from contactpoint.pages.refusal import refuse as refusal_page
from contactpoint.pages.rendering import render_page
from feeds import accrediting
from feeds.forms.sources import BecauseForm
from feeds.models import Accreditation, Delivery
from feeds.scope import DECIDE, reach_of, require_side, source_to_see
from feeds.standing import in_sentences, keeper_side
from feeds.views.asking import person_of
from feeds.views.reading import trial_counts, trial_reasons


@require_http_methods(["GET", "HEAD", "POST"])
def ask_accreditation(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """From the report of a trial."""
    by, at = person_of(request), timezone.now()
    try:
        trial = accrediting.trial_to_ask_with(delivery, by=by, at=at)
    except NotDone as why:
        return refusal_page(request, title="This trial cannot be asked with", explanation=f"{why}.", status=409)
    form = forms.Form(sent(request))

    def act() -> str:
        accrediting.ask(delivery, by=by, at=at)
        return "You have accepted the report, and the other side is asked"

    if form.is_valid() and (words := attempt(form, act)):
        messages.success(request, words)
        return see("view_source", trial.source_id)
    side = reach_of(by, at=at).sides(trial.source)[0]
    context = {**_trial(trial), "for": _for(trial, side), "back_url": reverse("view_source", args=[trial.source_id])}
    return render_page(request, "feeds/ask_accreditation.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def view_accreditation(request: HttpRequest, accreditation: UUID) -> HttpResponse:
    """The report, who has accepted it, and to whom it falls now: a button to accept. Refusing has its own page."""
    by, at = person_of(request), timezone.now()
    row = accrediting.accreditation_to_see(accreditation, by=by, at=at)
    form = forms.Form(sent(request))

    def act() -> str:
        accrediting.accept(row.pk, by=by, at=at)
        return f"{row.source.name} is accredited: from now on its deliveries are applied"

    if form.is_valid() and (words := attempt(form, act)):
        messages.success(request, words)
        return see("view_source", row.source_id)
    return render_page(request, "feeds/view_accreditation.html", _about(row, request), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse_accreditation(request: HttpRequest, accreditation: UUID) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    row = accrediting.accreditation_to_see(accreditation, by=by, at=at)
    if not accrediting.to_decide(row, by=by, at=at):
        raise Refused(DECIDE, by.organisation_id)
    form = BecauseForm(sent(request))

    def act() -> str:
        accrediting.refuse(row.pk, because=form.cleaned_data["because"], by=by, at=at)
        return f"You have refused the trial of {row.source.name}"

    if form.is_valid() and (words := attempt(form, act)):
        messages.success(request, words)
        return see("view_source", row.source_id)
    context = {"source": row.source, "back_url": reverse("view_accreditation", args=[row.pk])}
    return render_page(request, "feeds/refuse_accreditation.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_accreditation(request: HttpRequest, source: UUID) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    row = source_to_see(source, by=by, at=at)
    require_side(by, row, at=at)
    form = BecauseForm(sent(request))

    def act() -> str:
        accrediting.withdraw(row.pk, because=form.cleaned_data["because"], by=by, at=at)
        return f"The accreditation of {row.name} is withdrawn: what it delivers is only tried"

    if form.is_valid() and (words := attempt(form, act)):
        messages.success(request, words)
        return see("view_source", row.pk)
    context = {"source": row, "back_url": reverse("view_source", args=[row.pk])}
    return render_page(request, "feeds/withdraw_accreditation.html", context, form=form)


def _about(row: Accreditation, request: HttpRequest) -> dict[str, object]:
    side = accrediting.to_decide(row, by=person_of(request), at=timezone.now())
    return {
        **_trial(row.trial),
        "source": row.source,
        "accreditation": row,
        "lines": in_sentences(row.source, row),
        "for": _for(row.trial, side) if side else "",
        "back_url": reverse("view_source", args=[row.source_id]),
    }


def _trial(trial: Delivery) -> dict[str, object]:
    return {
        "trial": trial,
        "source": trial.source,
        "counts": trial_counts(trial),
        "reasons": trial_reasons(trial),
        "dropped": trial.dropped,
    }


def _for(trial: Delivery, side: str) -> str:
    return keeper_side(trial.source) if side == "keeper" else "the national team"
