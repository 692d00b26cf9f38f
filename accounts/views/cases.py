"""The pages on which unusual activity is read and decided by another person (R-USER-6)."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import cases
from accounts.access import Refused
from accounts.forms.cases import CloseCaseForm
from accounts.granting import NotDone
from accounts.leaving import colleagues_of, what_passes_on
from accounts.models import Case, Outcome, Practitioner
from accounts.scope import MANAGE
from contactpoint.pages.rendering import render_page


@require_safe
def list_cases(request: HttpRequest) -> HttpResponse:
    rows = list(cases.cases_of(_person(request), at=timezone.now()))
    context = {
        "open": [(case, cases.RULES[case.rule].name) for case in rows if not case.closed_at],
        "closed": [(case, cases.RULES[case.rule].name) for case in rows if case.closed_at],
        "back_url": reverse("home"),
    }
    return render_page(request, "accounts/cases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def view_case(request: HttpRequest, case: int) -> HttpResponse:
    by, now = _person(request), timezone.now()
    row = cases.case_to_read(case, by=by, at=now)
    outcomes = cases.may_close(row, by=by, at=now)
    if request.method == "POST" and not outcomes and not row.closed_at:
        raise Refused(MANAGE, row.practitioner.organisation_id)
    data: Any = request.POST if request.method == "POST" else None
    form = CloseCaseForm(data, outcomes=outcomes, colleagues=colleagues_of(row.practitioner))
    if form.is_valid() and _close(form, row, by=by):
        messages.success(request, "The case is closed")
        return redirect("view_case", row.pk)
    context = {
        "case": row,
        "rule": cases.RULES[row.rule].name,
        "saw": cases.what_it_saw(row),
        "work": what_passes_on(row.practitioner, at=now),
        "may_close": bool(outcomes),
        "back_url": reverse("cases"),
    }
    return render_page(request, "accounts/view_case.html", context, form=form)


def _close(form: CloseCaseForm, case: Case, *, by: Practitioner) -> bool:
    answers = form.cleaned_data
    outcome, colleague = Outcome(answers["outcome"]), form.colleague
    try:
        cases.close_case(case.pk, outcome, words=answers["words"], by=by, at=timezone.now(), hand_over_to=colleague)
    except NotDone as reason:
        form.add_error(None, str(reason))
        return False
    return True


def _person(request: HttpRequest) -> Practitioner:
    return cast(Practitioner, request.user)  # LoginRequiredMiddleware lets nobody else in
