"""Whom may this administrator administer? The own organisation and those below it, and nobody else (R-USER-3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts import access, roles
from accounts.access import NotYours, Refused
from accounts.models import Kind, Organisation, Practitioner
from accounts.roles import Role

MANAGE = "manage_users"
GRANTING = (Kind.AUTHORITY, Kind.NATIONAL_PARTNER, Kind.NATIONAL_TEAM)


class OwnAccount(Refused):
    """Nobody changes anything of the own account (R-USER-3): ask another administrator."""


@dataclass(frozen=True)
class Scope:
    """`granting`: organisations administered whole. `within`: teams and bodies, those delegated and all below."""

    granting: frozenset[UUID]
    within: frozenset[UUID]

    def people(self) -> QuerySet[Practitioner]:
        return Practitioner.objects.filter(Q(organisation__in=self.granting) | Q(team__in=self.within))

    @property
    def whole(self) -> bool:
        """Whether a whole organisation is administered, and not a delegated part of one alone."""
        return bool(self.granting)

    def may_change(self, held: Iterable[type[Role]]) -> bool:
        """A delegated administrator looks after practitioners alone: somebody with these roles is beyond them."""
        return self.whole or set(held) <= {roles.ThePractitioner}


def scope_of(by: Practitioner, *, at: datetime) -> Scope:
    """Raises Refused for somebody who administers nothing, or whose access has lapsed."""
    missing = access.lapses(by, at=at)
    roots = {where for role, where in roles.held_where(by) if MANAGE in role.permissions}
    if missing or not roots:
        raise Refused(MANAGE, by.organisation_id, missing)
    granting = Organisation.objects.filter(pk__in=roots, kind__in=GRANTING).values_list("pk", flat=True)
    return Scope(frozenset(granting), frozenset(below(roots)))


def below(organisations: Iterable[UUID]) -> set[UUID]:
    """These organisations and all within them."""
    found: set[UUID] = set()
    nearest = set(organisations)
    while nearest:
        found |= nearest
        nearest = set(Organisation.objects.filter(parent__in=nearest).values_list("pk", flat=True)) - found
    return found


def person_to_administer(practitioner: UUID, *, by: Practitioner, at: datetime) -> Practitioner:
    """Somebody within the scope, the own account too: it may be read. Raises Refused, NotYours."""
    people = scope_of(by, at=at).people().select_related("organisation", "employer", "team", "line_manager")
    if person := people.filter(pk=practitioner).first():
        return person
    raise NotYours(MANAGE, by.organisation_id)


def person_to_change(practitioner: UUID, *, by: Practitioner, at: datetime) -> Practitioner:
    """The same person, locked until the transaction ends. Raises OwnAccount too."""
    person = person_to_administer(practitioner, by=by, at=at)
    if person.pk == by.pk:
        raise OwnAccount(MANAGE, by.organisation_id)
    if not scope_of(by, at=at).may_change(roles.held(person)):
        raise Refused(MANAGE, by.organisation_id)
    Organisation.objects.select_for_update().get(pk=person.organisation_id)  # two must not remove each other
    return Practitioner.objects.select_for_update().get(pk=person.pk)
