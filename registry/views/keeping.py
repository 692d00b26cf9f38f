"""The pages on which an officer sees to how long a record is kept (R-REC-3, R-REC-5)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contactpoint.pages.components import Row
from contactpoint.pages.dates import day_in_words
from contactpoint.pages.rendering import render_page
from registry import keeping
from registry.choices import Returning
from registry.departing import AlreadyRecorded
from registry.extending import Consent, ConsentGiven, NoConsent
from registry.forms.keeping import ConsentForm, DepartureForm, NumberForm, WithdrawalForm
from registry.keepers import require_keeper
from registry.views.asking import see, sent, viewer_of

IN_ARCHIVE = "The record is in the archive now"


@require_http_methods(["GET", "POST"])
def find_kept(request: HttpRequest) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    require_keeper(officer, at=now)
    form = NumberForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            return see("view_kept", keeping.find_kept(form.cleaned_data["number"], by=officer, at=now))
        except keeping.NotFound as refused:
            form.add_error("number", refused.__class__.__doc__ or "")
    return render_page(request, "registry/find_kept.html", {"back_url": reverse("home")}, form=form)


@require_GET
def view_kept(request: HttpRequest, child: UUID) -> HttpResponse:
    kept = keeping.kept(child, by=viewer_of(request), at=timezone.now())
    context = {"kept": kept, "consent": _consent_rows(kept.consent), "back_url": reverse("find_kept")}
    return render_page(request, "registry/view_kept.html", context)


def _consent_rows(consent: Consent | None) -> list[Row]:
    if consent is None:
        return []
    return [
        Row("Who stays included", consent.because.label),
        Row("Consent given by", consent.by),
        Row("On", day_in_words(consent.on)),
        Row("How", consent.how.label),
        Row("Heard or seen by", consent.seen_by),
    ]


@require_http_methods(["GET", "POST"])
def record_consent(request: HttpRequest, child: UUID) -> HttpResponse:
    officer, now, form = viewer_of(request), timezone.now(), ConsentForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            keeping.record_consent(child, form.consent, by=officer, at=now)
            messages.success(request, "Consent is recorded: the record stays included")
        except (ConsentGiven, keeping.TooOld) as refused:
            messages.warning(request, f"Nothing was changed. {refused.__class__.__doc__}")
        return see("view_kept", child)
    return _page(request, child, "registry/record_consent.html", form)


@require_http_methods(["GET", "POST"])
def withdraw_extension(request: HttpRequest, child: UUID) -> HttpResponse:
    officer, now, form = viewer_of(request), timezone.now(), WithdrawalForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            archived = keeping.withdraw(child, on=form.cleaned_data["on"], by=officer, at=now)
            messages.success(request, IN_ARCHIVE if archived else "The withdrawal is recorded")
        except NoConsent as refused:
            messages.warning(request, f"Nothing was changed. {refused.__class__.__doc__}")
        return see("view_kept", child)
    return _page(request, child, "registry/withdraw_extension.html", form)


@require_http_methods(["GET", "POST"])
def leave_england(request: HttpRequest, child: UUID) -> HttpResponse:
    officer, now, form = viewer_of(request), timezone.now(), DepartureForm(sent(request))
    if request.method == "POST" and form.is_valid():
        on, returning = form.cleaned_data["on"], Returning(form.cleaned_data["returning"])
        try:
            archived = keeping.leave_england(child, on=on, returning=returning, by=officer, at=now)
            messages.success(request, IN_ARCHIVE if archived else "It is recorded that the child has left England")
        except AlreadyRecorded as refused:
            messages.warning(request, f"Nothing was changed. {refused.__class__.__doc__}")
        return see("view_kept", child)
    return _page(request, child, "registry/leave_england.html", form)


@require_POST
def return_to_england(request: HttpRequest, child: UUID) -> HttpResponse:
    archived = keeping.return_to_england(child, by=viewer_of(request), at=timezone.now())
    said = "It is recorded that the child lives in England"
    messages.success(request, f"{said}. {IN_ARCHIVE}, for another reason" if archived else said)
    return see("view_kept", child)


def _page(
    request: HttpRequest, child: UUID, template: str, form: ConsentForm | WithdrawalForm | DepartureForm
) -> HttpResponse:
    kept = keeping.kept(child, by=viewer_of(request), at=timezone.now())
    return render_page(request, template, {"kept": kept, "back_url": reverse("view_kept", args=[child])}, form=form)
