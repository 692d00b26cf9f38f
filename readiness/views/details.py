"""On which pages is a return opened again, shared out, and given its risks and planned dates? (R-LARA-3)"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contactpoint.pages.asking import see, sent
from contactpoint.pages.dates import time_in_words
from contactpoint.pages.rendering import HAS_MISTAKES, render_page
from readiness import marks, returning, risks
from readiness.assigning import assign, assigned_ids, colleagues_of, themes_of
from readiness.carrying_over import carry_over
from readiness.drafting import save_comment
from readiness.forms.details import AssignForm, PlanForm, ReopenForm, RiskForm
from readiness.forms.returned import DraftForm
from readiness.forms.seen import SeenForm
from readiness.marks import mark_of
from readiness.models import Risk
from readiness.planning import checks_to_plan, plan, planned
from readiness.reopening import reopen
from readiness.returning import SIGN, WRITE, Closed, return_for
from readiness.views.returns import CLOSED, FIRST, about, about_return, back
from registry.views.asking import viewer_of

FIRST_CHANGED: Final = "A colleague changed this after you opened the page"


@require_http_methods(["GET", "POST"])
@about_return
def reopen_return(request: HttpRequest, monthly: UUID) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    one = return_for(monthly, right=SIGN, by=person, at=now)
    form = ReopenForm(sent(request))
    if form.is_valid():
        reopen(monthly, because=form.cleaned_data["because"], by=person, at=now)
        messages.success(request, "The return is open again. It has to be submitted and signed anew")
        return see("view_return", monthly)
    return render_page(request, "readiness/reopen_return.html", {**about(one), **back(one)}, form=form)


@require_http_methods(["GET", "POST"])
@about_return
def assign_themes(request: HttpRequest, monthly: UUID) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    one = return_for(monthly, right=WRITE, by=person, at=now)
    kept = assigned_ids(one)
    form = AssignForm(
        sent(request),
        themes=themes_of(one),
        colleagues=colleagues_of(one),
        initial=_as_sent(kept),
        seen=mark_of(kept),
    )
    if _kept(form, lambda seen: assign(monthly, form.people(), by=person, at=now, seen=seen), in_form=_as_sent):
        messages.success(request, "The parts are assigned")
        return see("view_return", monthly)
    return render_page(request, "readiness/assign_themes.html", {**about(one), **back(one)}, form=form)


@require_http_methods(["GET", "POST"])
@about_return
def add_risk(request: HttpRequest, monthly: UUID) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    one = return_for(monthly, right=WRITE, by=person, at=now)
    form = RiskForm(sent(request))
    if form.is_valid():
        risks.add_risk(monthly, form.given(), by=person, at=now)
        messages.success(request, "The risk is added")
        return see("view_return", monthly)
    context = {**about(one), **back(one), "title": "Add a risk"}
    return render_page(request, "readiness/risk.html", context, form=form)


@require_http_methods(["GET", "POST"])
def change_risk(request: HttpRequest, risk: UUID) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    row = risks.risk_for(risk, by=person, at=now)
    if "remove" in request.POST:
        return _remove(request, row)
    kept = asdict(risks.given_of(row))
    form = RiskForm(sent(request), initial=kept, seen=mark_of(kept))
    try:
        if _kept(form, lambda seen: risks.change_risk(risk, form.given(), by=person, at=now, seen=seen)):
            messages.success(request, "The risk is changed")
            return see("view_return", row.of_id)
    except Closed:
        messages.warning(request, CLOSED)
        return see("view_return", row.of_id)
    context = {**about(row.of), **back(row.of), "title": "Change a risk", "risk": row}
    return render_page(request, "readiness/risk.html", context, form=form)


def _remove(request: HttpRequest, row: Risk) -> HttpResponse:
    """Nobody removes what a colleague has just written: the page shows it first."""
    try:
        risks.remove_risk(row.pk, by=viewer_of(request), at=timezone.now(), seen=request.POST.get("seen", ""))
    except Closed:
        messages.warning(request, CLOSED)
    except marks.Overtaken:
        messages.warning(request, f"{FIRST_CHANGED}. Nothing is removed")
        return see("change_risk", row.pk)
    else:
        messages.success(request, "The risk is removed")
    return see("view_return", row.of_id)


@require_http_methods(["GET", "POST"])
@about_return
def plan_dates(request: HttpRequest, monthly: UUID) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    one = return_for(monthly, right=WRITE, by=person, at=now)
    checks, kept = checks_to_plan(one), planned(one)

    def in_form(days: Mapping[int, date]) -> dict[str, Any]:
        return {check.code: days.get(check.number) for check in checks}

    form = PlanForm(sent(request), checks=checks, initial=in_form(kept), seen=mark_of(kept))
    if _kept(form, lambda seen: plan(monthly, form.dates(), by=person, at=now, seen=seen), in_form=in_form):
        messages.success(request, "The dates are saved")
        return see("view_return", monthly)
    return render_page(request, "readiness/plan_dates.html", {**about(one), **back(one)}, form=form)


def _kept(
    form: SeenForm, act: Callable[[str], None], *, in_form: Callable[[Any], Mapping[str, Any]] = lambda kept: kept
) -> bool:
    """Whether it was sent and kept. Who was overtaken reads on the form what stands there now, and keeps the own."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data["seen"])
    except marks.Overtaken as first:
        theirs = form.instead(in_form(first.kept))
        form.overtaken(f"{FIRST_CHANGED}. Save again to put yours in its place", theirs, now=first.now)
        return False
    return True


def _as_sent(people: Mapping[str, UUID]) -> dict[str, str]:
    return {theme: str(to) for theme, to in people.items()}


@require_POST
@about_return
def carry_over_details(request: HttpRequest, monthly: UUID) -> HttpResponse:
    carry_over(monthly, by=viewer_of(request), at=timezone.now())
    return see("view_return", monthly)


@require_POST
def autosave_answer(request: HttpRequest, monthly: UUID, question: str) -> HttpResponse:
    """For the script of the page that asks the question (autosave.js): when it was saved."""
    person, now, form = viewer_of(request), timezone.now(), DraftForm(request.POST)
    return_for(monthly, right=WRITE, by=person, at=now)
    if not form.is_valid():
        return JsonResponse({}, status=HAS_MISTAKES)
    try:
        save_comment(monthly, question, form.cleaned_data["comment"], seen=form.cleaned_data["seen"], by=person, at=now)
    except Closed:
        return JsonResponse({"words": CLOSED}, status=409)
    except returning.Overtaken:
        return JsonResponse({"words": f"{FIRST}. Yours is not saved yet"}, status=409)
    return JsonResponse({"saved": time_in_words(now)})
