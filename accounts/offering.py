"""What can this administrator choose from: organisations, teams, roles, colleagues?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import roles
from accounts.email_addresses import account_with
from accounts.granting import NotDone, may_give
from accounts.models import AccountState, Organisation, Practitioner
from accounts.roles import ROLES
from accounts.scope import GRANTING, scope_of


class NoSuchColleague(NotDone):
    """Nobody with an active account there has this email address; `field` is where it was typed."""

    def __init__(self, words: str, *, field: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Offer:
    """Into which organisations somebody can be asked, with which roles, into which teams."""

    organisations: Sequence[Organisation]
    roles: Sequence[str]
    teams: Sequence[Organisation]
    needs_team: bool  # a delegated administrator asks people into the team alone


def offer(*, by: Practitioner, at: datetime) -> Offer:
    """Raises Refused."""
    scope = scope_of(by, at=at)
    granting = scope.granting or {by.organisation_id}
    organisations = list(Organisation.objects.filter(pk__in=granting, kind__in=GRANTING).order_by("name"))
    codes = [code for code, role in ROLES.items() if any(may_give(scope, role, one) for one in organisations)]
    teams = list(Organisation.objects.filter(pk__in=scope.within - scope.granting).order_by("name"))
    return Offer(organisations, codes, teams, needs_team=not scope.whole)


def roles_to_give(person: Practitioner, *, by: Practitioner, at: datetime) -> list[str]:
    """Those that can be held in the person's organisation and are not. Raises Refused."""
    scope, where = scope_of(by, at=at), person.organisation
    has = {role.code for role, place in roles.held_where(person) if place == where.pk}
    return [code for code, role in ROLES.items() if code not in has and may_give(scope, role, where)]


def other_organisations(person: Practitioner) -> list[Organisation]:
    """Where somebody can be transferred to."""
    granting = Organisation.objects.filter(kind__in=GRANTING).exclude(pk=person.organisation_id)
    return list(granting.order_by("name"))


def colleague_with(email: str, *, organisation: UUID, field: str) -> UUID | None:
    """The active account with this address; None when none was typed. Raises NoSuchColleague."""
    if not email:
        return None
    active = Practitioner.objects.filter(organisation=organisation, account_state=AccountState.ACTIVE)
    found = account_with(email, among=active)
    if found is None:
        raise NoSuchColleague("Enter the email address of a colleague whose account is active", field=field)
    return found.pk
