"""Which pages show an administrator the own organisation, its teams and how its ContactPoint team is reached?"""

from dataclasses import asdict
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import organisations
from accounts.forms.organisation import DelegateForm, HowToReachForm, MakeTeamForm
from accounts.models import Organisation
from accounts.organisations import (
    DELEGATED_CAN,
    DELEGATED_CANNOT,
    HowToReach,
    administered,
    change_contact,
    organisation_in_scope,
    part_to_delegate,
    whole_organisation,
)
from accounts.stepup import proved_recently
from accounts.views.acting import administrator, attempt
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page


@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    shown = administered(by=administrator(request), at=timezone.now())
    context = {"shown": shown, "can": DELEGATED_CAN, "cannot": DELEGATED_CANNOT}
    return render_page(request, "accounts/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_organisation(request: HttpRequest, organisation: UUID) -> HttpResponse:
    by = administrator(request)
    row = organisation_in_scope(organisation, by=by, at=timezone.now())
    now = HowToReach(row.team_phone, row.team_phone_out_of_hours, row.team_email)
    form = HowToReachForm(sent(request), initial=asdict(now))
    if form.is_valid():
        change_contact(organisation, form.how_to_reach(), by=by, at=timezone.now())
        messages.success(request, f"How the ContactPoint team of {row.name} is reached is changed")
        return see("organisation")
    return _page(request, "accounts/change_organisation.html", row, form)


@require_http_methods(["GET", "HEAD", "POST"])
def make_team(request: HttpRequest, organisation: UUID) -> HttpResponse:
    by = administrator(request)
    row = whole_organisation(organisation, by=by, at=timezone.now())
    form = MakeTeamForm(sent(request))

    def act() -> str:
        return organisations.make_team(organisation, form.cleaned_data["name"], by=by, at=timezone.now()).name

    if form.is_valid() and (name := attempt(form, act)):
        messages.success(request, f"{name} is a team of {row.name} now")
        return see("organisation")
    return _page(request, "accounts/make_team.html", row, form)


@proved_recently
@require_http_methods(["GET", "HEAD", "POST"])
def delegate_team(request: HttpRequest, organisation: UUID) -> HttpResponse:
    by = administrator(request)
    row = part_to_delegate(organisation, by=by, at=timezone.now())
    form = DelegateForm(sent(request))

    def act() -> str:
        return organisations.delegate(organisation, form.cleaned_data["email"], by=by, at=timezone.now()).name

    if form.is_valid() and (name := attempt(form, act)):
        messages.success(request, f"{name} looks after the people of {row.name} now")
        return see("organisation")
    return _page(request, "accounts/delegate_team.html", row, form)


def _page(request: HttpRequest, template: str, row: Organisation, form: forms.Form) -> HttpResponse:
    context = {"organisation": row, "can": DELEGATED_CAN, "cannot": DELEGATED_CANNOT}
    return render_page(request, template, {**context, "back_url": reverse("organisation")}, form=form)
