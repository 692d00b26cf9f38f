"""How does a person go from one organisation to another, page by page? One lets go, the other takes on."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import moving
from accounts.access import NotYours
from accounts.forms.people import OneRoleForm, TransferForm, organisations
from accounts.models import Practitioner, Transfer
from accounts.offering import colleague_with, offer, other_organisations
from accounts.scope import MANAGE
from accounts.stepup import proved_recently
from accounts.views.acting import ActPage, act_page, administrator, attempt, passing_on, person_to_act_on
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page


@require_http_methods(["GET", "HEAD", "POST"])
def propose_transfer(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person, by = person_to_act_on(request, practitioner), administrator(request)
    form = TransferForm(sent(request), choices=organisations(other_organisations(person)))

    def act() -> str:
        answers = form.cleaned_data
        to = colleague_with(answers["colleague"], organisation=person.organisation_id, field="colleague")
        where = UUID(answers["organisation"])
        moving.propose_transfer(practitioner, where, by=by, at=timezone.now(), hand_over_to=to)
        return f"The transfer of {person.name} waits for the other organisation. Until it accepts, nothing changes"

    warning = "When the other organisation accepts, all roles end here and the work below passes on."
    page = ActPage(f"Propose a transfer of {person.name}", "Propose transfer", (), warning, passing_on(person))
    return act_page(request, person, page, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_transfer(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person, by = person_to_act_on(request, practitioner), administrator(request)

    def act() -> str:
        moving.withdraw_transfer(practitioner, by=by, at=timezone.now())
        return f"The transfer of {person.name} is withdrawn"

    page = ActPage(f"Withdraw the transfer of {person.name}", "Withdraw transfer", (f"{person.name} stays.",))
    return act_page(request, person, page, forms.Form(sent(request)), act)


@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    waiting = moving.transfers_waiting(administrator(request), at=timezone.now())
    return render_page(request, "accounts/transfers.html", {"waiting": waiting, "back_url": reverse("people")})


@proved_recently
@require_http_methods(["GET", "HEAD", "POST"])
def accept_transfer(request: HttpRequest, transfer: int) -> HttpResponse:
    by, row = administrator(request), _offered(request, transfer)
    form = OneRoleForm(sent(request), codes=list(offer(by=by, at=timezone.now()).roles))

    def act() -> str:
        moving.accept_transfer(row.pk, form.cleaned_data["role"], by=by, at=timezone.now())
        return f"{row.practitioner.name} works for {row.to_organisation.name} now"

    if form.is_valid() and (words := attempt(form, act)):
        messages.success(request, words)
        return see("view_person", row.practitioner_id)
    return _decide(request, row, "accounts/accept_transfer.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse_transfer(request: HttpRequest, transfer: int) -> HttpResponse:
    row, form = _offered(request, transfer), forms.Form(sent(request))
    if form.is_valid():
        moving.refuse_transfer(row.pk, by=administrator(request), at=timezone.now())
        messages.success(request, f"The transfer of {row.practitioner.name} is refused")
        return see("transfers")
    return _decide(request, row, "accounts/refuse_transfer.html", form)


def _offered(request: HttpRequest, transfer: int) -> Transfer:
    """One of those that wait for this administrator's organisation; no other is there."""
    by = administrator(request)
    found = next((row for row in moving.transfers_waiting(by, at=timezone.now()) if row.pk == transfer), None)
    if found is None:
        raise NotYours(MANAGE, by.organisation_id)
    return found


def _decide(request: HttpRequest, row: Transfer, template: str, form: forms.Form) -> HttpResponse:
    person: Practitioner = row.practitioner
    context = {"transfer": row, "person": person, "back_url": reverse("transfers")}
    return render_page(request, template, context, form=form)
