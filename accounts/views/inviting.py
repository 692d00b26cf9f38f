"""How does an administrator ask somebody in, one at a time, and take it back?"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.forms.people import InviteForm, OneRoleForm, organisations
from accounts.joining import UNDO, invite, invite_again, reopen, withdraw
from accounts.models import Practitioner
from accounts.offering import Offer, colleague_with, offer, roles_to_give
from accounts.stepup import proved_recently
from accounts.views.acting import ActPage, act_page, administrator, attempt, person_to_act_on
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page

MINUTES = int(UNDO.total_seconds() // 60)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_person(request: HttpRequest) -> HttpResponse:
    offered = offer(by=administrator(request), at=timezone.now())
    form = InviteForm(
        sent(request),
        granting=list(offered.organisations),
        codes=list(offered.roles),
        teams=organisations(offered.teams),
        needs_team=offered.needs_team,
        initial=_first_answers(offered),
    )
    invited: list[Practitioner] = []
    if form.is_valid() and (words := attempt(form, lambda: _invite(request, form, invited))):
        messages.success(request, words)
        return see("view_person", invited[0].pk)
    context = {"back_url": reverse("people"), "minutes": MINUTES}
    return render_page(request, "accounts/invite_person.html", context, form=form)


def _first_answers(offered: Offer) -> dict[str, object]:
    """The employer is most often the organisation itself."""
    return {"employer": str(offered.organisations[0].pk)} if len(offered.organisations) == 1 else {}


def _invite(request: HttpRequest, form: InviteForm, invited: list[Practitioner]) -> str:
    email = form.cleaned_data["line_manager"]
    manager = colleague_with(email, organisation=form.organisation(), field="line_manager")
    invited.append(invite(form.newcomer(manager), by=administrator(request), at=timezone.now()))
    return f"{invited[0].name} is invited. The letter leaves in {MINUTES} minutes: until then nobody has been told"


@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person = person_to_act_on(request, practitioner)

    def act() -> str:
        invite_again(practitioner, by=administrator(request), at=timezone.now())
        return f"The letter to {person.name} leaves in {MINUTES} minutes"

    lines = (f"A new letter goes to {person.email}. Links that were sent before stop working.",)
    page = ActPage(f"Send the invitation of {person.name} again", "Send again", lines)
    return act_page(request, person, page, forms.Form(sent(request)), act)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_invitation(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person = person_to_act_on(request, practitioner)

    def act() -> str:
        withdraw(practitioner, by=administrator(request), at=timezone.now())
        return f"The invitation of {person.name} is withdrawn"

    lines = ("The letter is not sent if it has not left yet. A link that has arrived stops working.",)
    page = ActPage(f"Withdraw the invitation of {person.name}", "Withdraw invitation", lines)
    return act_page(request, person, page, forms.Form(sent(request)), act)


@proved_recently
@require_http_methods(["GET", "HEAD", "POST"])
def reopen_account(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person = person_to_act_on(request, practitioner)
    by = administrator(request)
    form = OneRoleForm(sent(request), codes=roles_to_give(person, by=by, at=timezone.now()))

    def act() -> str:
        reopen(practitioner, form.cleaned_data["role"], by=by, at=timezone.now())
        return f"{person.name}'s account is open again. The letter leaves in {MINUTES} minutes"

    lines = (
        "The person starts over: a letter with a link, a new password and a new second factor.",
        "What was seen and recorded before still counts while it is current.",
    )
    page = ActPage(f"Open the account of {person.name} again", "Open account again", lines)
    return act_page(request, person, page, form, act)
