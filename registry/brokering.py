"""Who works with this child, for those who broker? Also what nobody else may see (R-INV-2, R-SHIELD-1, R-SHIELD-5).

Shielding officers of the responsible authority see every service. Whoever else has to do with a request for contact
sees the name and the number, as whoever asked has seen them. Every look is given and in the log (registry.giving).
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final, Self
from uuid import UUID

from django.db import transaction

from accounts.models import AccountState, Practitioner
from registry.disclosure import hits
from registry.for_officers import child_of_area
from registry.giving import give
from registry.models import Child, Group, Involvement
from registry.number import shown
from registry.particulars import shown_name
from registry.record.parts import Parts, parts_of

BECAUSE: Final = "contact_request"
NOT_SHOWN: Final = "a child whose record you cannot see"


@dataclass(frozen=True)
class Named:
    """Which child."""

    child: UUID
    name: str
    reference: str


@dataclass(frozen=True)
class Service:
    """One service that works with the child now. `key` names it on this record; `practitioner` has an account."""

    key: str
    group: str
    service: str
    organisation: str
    name: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    sensitive: bool = False
    involvement: str = ""
    practitioner: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        return cls(**kept)


@dataclass(frozen=True)
class Involved:
    """Everybody who works with the child now."""

    child: Named
    services: tuple[Service, ...]


def involved_with(child: UUID, *, by: Practitioner, at: datetime) -> Involved:
    """Every service, the sensitive ones among them. Raises NotYours, LimitReached, NotThere.

    The log does not say whether there is a sensitive one: what it names is the same for every child.
    """
    row = child_of_area(child, by=by, at=at)
    with transaction.atomic():
        give("child.opened", [row], to=by, because=BECAUSE, at=at, facts={"groups": ["heading", "services"]})
        return Involved(Named(row.pk, shown_name(row), shown(row.number)), services_of(row, on=at.date()))


def name_of(child: UUID, *, to: Practitioner, at: datetime) -> Named:
    """Which child a request is about; whether this person may know is the caller's to ask. Raises LimitReached."""
    number = Child.objects.values_list("number", flat=True).get(pk=child)
    with transaction.atomic():
        named = hits([(child, ())], viewer=to, because=BECAUSE, at=at)
    return Named(child, named[0].name if named else NOT_SHOWN, shown(number))


def works_with(child: UUID, involvement: UUID, *, by: Practitioner) -> bool:
    """Whether this involvement is this person's, and has not ended."""
    return Involvement.objects.filter(pk=involvement, child=child, practitioner=by, ended_on=None).exists()


def services_of(row: Child, *, on: date) -> tuple[Service, ...]:
    """The sensitive ones first: they are on no record."""
    parts = parts_of([row.pk])[row.pk]
    found = [*_services(parts), *_schools(parts, on=on), *_practices(parts, on=on)]
    return tuple(sorted(found, key=order))


def order(one: Service) -> tuple[bool, str, str, str]:
    return (not one.sensitive, one.group, one.organisation, one.key)


def _services(parts: Parts) -> Iterator[Service]:
    for one in (one for one in parts.involvements if one.ended_on is None):
        who = one.practitioner
        yield Service(
            key=f"involvement|{one.pk}",
            group=one.group,
            service=one.service,
            organisation=one.organisation_name,
            name=one.contact_name,
            role=one.role,
            phone=one.phone,
            email=one.email,
            sensitive=one.sensitive,
            involvement=str(one.pk),
            practitioner=str(who.pk) if who and who.account_state == AccountState.ACTIVE else "",
        )


def _schools(parts: Parts, *, on: date) -> Iterator[Service]:
    for place in (one.setting for one in parts.attendances if _goes_on(one.ended_on, on=on)):
        if place:
            yield Service(f"setting|{place.pk}", Group.EDUCATION, "School", place.name, phone=place.phone)


def _practices(parts: Parts, *, on: date) -> Iterator[Service]:
    for place in (one.practice for one in parts.registrations if _goes_on(one.ended_on, on=on)):
        yield Service(f"practice|{place.pk}", Group.HEALTH, "GP practice", place.name, phone=place.phone)


def _goes_on(ended_on: date | None, *, on: date) -> bool:
    return ended_on is None or ended_on > on
