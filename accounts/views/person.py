"""Which page shows an administrator everything about one person?"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.acts import Act
from accounts.models import Practitioner
from accounts.one_person import OnePerson, RoleHeld, one_person
from accounts.views.acting import administrator
from contactpoint.pages.components import Row
from contactpoint.pages.rendering import render_page

LABELS: Final = {
    Act.SEND_AGAIN: "Send the invitation again",
    Act.WITHDRAW: "Withdraw the invitation",
    Act.RECORD_SEEN: "Record what you have seen",
    Act.RECORD_PAPER: "Record signed paper",
    Act.CHANGE: "Change particulars",
    Act.GIVE_ROLE: "Give a role",
    Act.SUSPEND: "Suspend",
    Act.RESTORE: "Restore",
    Act.WAY_BACK: "Let back in after a lost password or second factor",
    Act.TRANSFER: "Propose a transfer",
    Act.WITHDRAW_TRANSFER: "Withdraw the transfer",
    Act.CLOSE: "Close the account",
    Act.REOPEN: "Open the account again",
}


@dataclass(frozen=True)
class ShownRole:
    held: RoleHeld
    take_url: str  # empty where it is not this administrator's to take


@require_safe
def view_person(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    shown = one_person(practitioner, by=administrator(request), at=timezone.now())
    acts = [(LABELS[act], reverse(act, args=[practitioner])) for act in shown.acts]
    context = {"shown": shown, "person": shown.person, "acts": acts, "back_url": reverse("people")}
    context |= {"particulars": _particulars(shown.person), "roles": _roles(shown)}
    return render_page(request, "accounts/view_person.html", context)


def _particulars(person: Practitioner) -> list[Row]:
    return [
        Row("Email address", person.email),
        Row("Telephone number", person.phone or "Not known"),
        Row("Job title", person.job_title),
        Row("Access given by", person.organisation.name),
        Row("Employer", person.employer.name if person.employer else "Not known"),
        Row("Team", person.team.name if person.team else "None"),
        Row("Line manager", person.line_manager.name if person.line_manager else "Not known"),
    ]


def _roles(shown: OnePerson) -> list[ShownRole]:
    may_take = Act.GIVE_ROLE in shown.acts
    return [ShownRole(one, _take_url(shown.person, one) if may_take else "") for one in shown.roles]


def _take_url(person: Practitioner, one: RoleHeld) -> str:
    return reverse("take_role", args=[person.pk, one.role.code, one.organisation])
