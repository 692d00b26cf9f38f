"""How does an administrator give a role and take it away? With the second factor fresh (SEC-14)."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import granting
from accounts.forms.people import OneRoleForm, in_words
from accounts.offering import roles_to_give
from accounts.one_person import roles_held
from accounts.roles import ROLES
from accounts.stepup import proved_recently
from accounts.views.acting import ActPage, act_page, administrator, person_to_act_on
from contactpoint.pages.asking import sent


@proved_recently
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    person, by = person_to_act_on(request, practitioner), administrator(request)
    form = OneRoleForm(sent(request), codes=roles_to_give(person, by=by, at=timezone.now()))

    def act() -> str:
        code = form.cleaned_data["role"]
        granting.give_role(practitioner, code, person.organisation_id, by=by, at=timezone.now())
        return f"{person.name} has the role of {ROLES[code].name.lower()} now"

    lines = (f"The role is held in {person.organisation.name}.",)
    return act_page(request, person, ActPage(f"Give {person.name} a role", "Give role", lines), form, act)


@proved_recently
@require_http_methods(["GET", "HEAD", "POST"])
def take_role(request: HttpRequest, practitioner: UUID, code: str, organisation: UUID) -> HttpResponse:
    person, by = person_to_act_on(request, practitioner), administrator(request)
    held = next((one for one in roles_held(person) if (one.role.code, one.organisation) == (code, organisation)), None)
    if held is None:
        raise Http404

    def act() -> str:
        granting.take_role(practitioner, code, organisation, by=by, at=timezone.now())
        return f"{person.name} is not {held.role.name.lower()} any more"

    lines = (f"Held in {held.where}.", in_words(held.role))
    page = ActPage(f"Take the role of {held.role.name.lower()} from {person.name}", "Take role away", lines)
    return act_page(request, person, page, forms.Form(sent(request)), act)
