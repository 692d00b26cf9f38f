"""The pages on which a second person agrees or does not (R-SHIELD-4, ux.md 2(h))."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import actor
from audit.log import record
from contactpoint.pages.components import Row, Table
from contactpoint.pages.rendering import render_page
from shielding.case import ToDecide, others_who_can, shield_of_proposal, to_answer, to_confirm
from shielding.deciding import agree, confirm, do_not_confirm, refuse
from shielding.forms.decide import AnswerForm
from shielding.officers import MayNotDecide
from shielding.views.answering import about_shield, for_officers, see, sent, viewer_of

HIDDEN = "Not shown"


@require_http_methods(["GET", "POST"])
@about_shield
def confirm_shield(request: HttpRequest, shield: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    form = AnswerForm(sent(request), yes="Yes, it stays hidden", no="No, it should be shown again")
    try:
        if request.method == "POST" and form.is_valid():
            return _confirm(request, shield, form)
        shown = to_confirm(shield, by=officer, at=now)
    except MayNotDecide as refused:
        return refused_page(request, shield, refused)
    return _page(
        request, shown, form, title="Should this record stay hidden?", columns=("Others saw before", "Others see now")
    )


def _confirm(request: HttpRequest, shield: UUID, form: AnswerForm) -> HttpResponse:
    said: dict[str, Any] = {"seen": form.cleaned_data["seen"], "by": viewer_of(request), "at": timezone.now()}
    if form.agrees:
        confirm(shield, **said)
        messages.success(request, "You have agreed: the record stays hidden")
    else:
        do_not_confirm(shield, because=form.cleaned_data["because"], **said)
        messages.success(request, "The record stays hidden until another person agrees with you")
    return see("view_shield", shield)


@require_http_methods(["GET", "POST"])
@for_officers
def decide_proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    shield = shield_of_proposal(proposal, by=viewer_of(request), at=timezone.now())
    return _answer(request, shield=shield, proposal=proposal)


@about_shield
def _answer(request: HttpRequest, shield: UUID, proposal: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    form = AnswerForm(sent(request), yes="Yes, do it", no="No, leave it as it is")
    try:
        if request.method == "POST" and form.is_valid():
            return _carry_out(request, shield, proposal, form)
        shown = to_answer(proposal, by=officer, at=now)
    except MayNotDecide as refused:
        return refused_page(request, shield, refused)
    assert shown.case.asked  # noqa: S101 - to_answer shows no other
    title = f"{shown.case.asked.what}?"
    return _page(request, shown, form, title=title, columns=("Others see now", "Others will see after this"))


def _carry_out(request: HttpRequest, shield: UUID, proposal: UUID, form: AnswerForm) -> HttpResponse:
    said: dict[str, Any] = {"seen": form.cleaned_data["seen"], "by": viewer_of(request), "at": timezone.now()}
    if form.agrees:
        agree(proposal, **said)
        messages.success(request, "You have agreed, and it is done")
    else:
        refuse(proposal, because=form.cleaned_data["because"], **said)
        messages.success(request, "You have not agreed. Nothing has changed")
    return see("view_shield", shield)


def _page(
    request: HttpRequest, shown: ToDecide, form: AnswerForm, *, title: str, columns: tuple[str, str]
) -> HttpResponse:
    rows = [(both.label, both.one or HIDDEN, both.other or HIDDEN) for both in shown.fields]
    if not form.is_bound:
        form.initial["seen"] = shown.case.seen
    context = {
        "title": title,
        "case": shown.case,
        "hit": shown.case.child,
        "request_rows": [Row(label, words) for label, words in shown.request],
        "because_rows": [Row(label, words) for label, words in shown.because],
        "table": Table("What others can see", ("Field", *columns), rows),
        "today": timezone.localdate(),
        "back_url": reverse("view_shield", args=[shown.case.id]),
    }
    return render_page(request, "shielding/decide.html", context, form=form)


def refused_page(request: HttpRequest, shield: UUID, refused: MayNotDecide) -> HttpResponse:
    """A page, and no mistake in a field: nothing that is typed would change it. It is in the log (R-AUDIT-1)."""
    officer, now = viewer_of(request), timezone.now()
    with transaction.atomic():
        facts = {"shield": str(shield), "why": refused.why}
        record("shield.second_refused", at=now, actor=actor(officer), facts=facts)
    context = {
        "title": str(refused),
        "others": others_who_can(shield, by=officer, at=now),
        "organisation": officer.organisation,
        "back_url": reverse("view_shield", args=[shield]),
    }
    return render_page(request, "shielding/may_not_decide.html", context, status=403)
