"""Who gives and takes which role? (R-USER-3: nobody to themselves, duties kept apart, two administrators kept)"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import access, roles
from accounts.access import Refused, actor
from accounts.administrators import holders_in
from accounts.models import AccountState, Organisation, Practitioner
from accounts.roles import ROLES, Role
from accounts.scope import MANAGE, Scope, person_to_change, scope_of
from audit.log import record

ADMINISTRATORS = 2  # that an organisation keeps


class NotDone(Exception):
    """Why an act of administration was not done; the text can be shown."""


def may_give(scope: Scope, role: type[Role], organisation: Organisation) -> bool:
    """Whoever administers a part alone makes practitioners, and nothing else."""
    if not (roles.can_be_held(role, organisation) and scope.may_change([role])):
        return False
    return not scope.whole or organisation.pk in scope.granting | scope.within


def give_role(practitioner: UUID, code: str, organisation: UUID, *, by: Practitioner, at: datetime) -> None:
    """Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        where, role = Organisation.objects.get(pk=organisation), ROLES[code]
        refuse_role(person, role, where, by=by, at=at)
        roles.give(person, code, where)
        _log("role.given", person, code, where, by=by, at=at)


def refuse_role(person: Practitioner, role: type[Role], where: Organisation, *, by: Practitioner, at: datetime) -> None:
    """Raises NotDone or Refused unless this administrator may give this person that role there."""
    scope = scope_of(by, at=at)
    inside = where.pk == person.organisation_id or where.pk in scope.within
    if not inside or not may_give(scope, role, where):
        raise Refused(MANAGE, where.pk)
    if person.account_state == AccountState.CLOSED:
        raise NotDone(f"{person.name}'s account is closed")
    refuse_clash(person, role)


def refuse_clash(person: Practitioner, role: type[Role]) -> None:
    """Raises NotDone where the person holds a role that nobody may hold with this one."""
    for other in roles.held(person):
        if roles.clash(role, other):
            raise NotDone(f"Nobody can be {role.name.lower()} and {other.name.lower()} at once")


def take_role(practitioner: UUID, code: str, organisation: UUID, *, by: Practitioner, at: datetime) -> None:
    """Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        scope, where, role = scope_of(by, at=at), Organisation.objects.get(pk=organisation), ROLES[code]
        if not scope.may_change([role]):
            raise Refused(MANAGE, where.pk)
        if MANAGE in role.permissions:
            keep_two_administrators(person, at=at)
        roles.take(person, code, where)
        _log("role.taken", person, code, where, by=by, at=at)


def keep_two_administrators(without: Practitioner, *, at: datetime) -> None:
    """Raises NotDone when the organisation would be left with fewer than two who can work. Its row is locked by now."""
    organisation = without.organisation
    now = administrators(organisation, at=at)
    if without.pk in now and len(now) <= ADMINISTRATORS:
        raise NotDone(
            f"{organisation.name} must keep {ADMINISTRATORS} administrators. Make another person an administrator first"
        )


def administrators(organisation: Organisation, *, at: datetime) -> set[UUID]:
    """Those of the whole organisation who have access now."""
    return {person.pk for person in holders_in(organisation) if not access.lapses(person, at=at)}


def _log(verb: str, person: Practitioner, code: str, where: Organisation, *, by: Practitioner, at: datetime) -> None:
    facts = {"practitioner": str(person.pk), "role": code, "organisation": str(where.pk)}
    record(verb, at=at, actor=actor(by), facts=facts)
