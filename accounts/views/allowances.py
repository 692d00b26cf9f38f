"""The pages on which administrators let somebody be given more children a day (R-USER-7)."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import allowances
from accounts.email_addresses import account_with
from accounts.forms.allowances import AllowanceForm
from accounts.granting import NotDone
from accounts.models import Allowance, Practitioner
from accounts.scope import scope_of
from contactpoint.pages.rendering import render_page

NOT_HERE = "No person you administer has this email address"


@require_safe
def list_allowances(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = allowances.allowances_of(_person(request), at=now)
    over = [row for row in rows if allowances.is_over(row, at=now)]
    context = {
        "waiting": [row for row in rows if row not in over and not row.agreed_at],
        "agreed": [row for row in rows if row not in over and row.agreed_at],
        "over": over,
        "back_url": reverse("home"),
    }
    return render_page(request, "accounts/allowances.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_allowance(request: HttpRequest) -> HttpResponse:
    by, now = _person(request), timezone.now()
    people = scope_of(by, at=now).people()
    data: Any = request.POST if request.method == "POST" else None
    form = AllowanceForm(data, initial={"first_day": timezone.localdate(now)})
    if form.is_valid():
        person = account_with(form.cleaned_data["email"], among=people)
        if person is None:
            form.add_error("email", NOT_HERE)
        elif made := _asked(form, person, by=by):
            messages.success(request, "Another administrator has to agree. They have been told")
            return redirect("view_allowance", made.pk)
    return render_page(request, "accounts/ask_allowance.html", {"back_url": reverse("allowances")}, form=form)


def _asked(form: AllowanceForm, person: Practitioner, *, by: Practitioner) -> Allowance | None:
    try:
        return allowances.ask(person.pk, form.wish, by=by, at=timezone.now())
    except NotDone as reason:
        form.add_error(None, str(reason))
        return None


@require_safe
def view_allowance(request: HttpRequest, allowance: int) -> HttpResponse:
    by, now = _person(request), timezone.now()
    row = allowances.allowance_to_read(allowance, by=by, at=now)
    over, own = allowances.is_over(row, at=now), row.practitioner_id == by.pk
    context = {
        "allowance": row,
        "words": allowances.purpose_in_words(row),
        "over": over,
        "may_agree": not over and not row.agreed_at and not own and row.asked_by_id != by.pk,
        "may_end": not over and not own,
        "back_url": reverse("allowances"),
    }
    return render_page(request, "accounts/view_allowance.html", context)


@require_POST
def agree_allowance(request: HttpRequest, allowance: int) -> HttpResponse:
    return _change(request, allowance, allowances.agree, "Agreed. The person has been told")


@require_POST
def end_allowance(request: HttpRequest, allowance: int) -> HttpResponse:
    return _change(request, allowance, allowances.end, "Ended")


def _change(request: HttpRequest, allowance: int, act: Callable[..., None], done: str) -> HttpResponse:
    try:
        act(allowance, by=_person(request), at=timezone.now())
    except NotDone as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect("view_allowance", allowance)


def _person(request: HttpRequest) -> Practitioner:
    return cast(Practitioner, request.user)  # LoginRequiredMiddleware lets nobody else in
