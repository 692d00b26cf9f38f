"""Which children did a partner name, and what was entered of those who are expected? For the area's officers alone.

Each look is in the log: who read of how many, and never of whom.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from registry import expecting
from registry.assertion import Assertion
from registry.models import Identifier
from registry.number import shown
from shielding.listing import expected_of_area
from shielding.models import Correspondence, Heard, ListedChild, Shield
from shielding.partners import partner_of_area

TAKEN_BACK: Final = "A child who was entered by mistake is off the list"


@dataclass(frozen=True)
class Listed:
    """One child: a hidden record by its number alone, or the name of one who is expected."""

    id: UUID
    expected: bool
    reference: str
    name: str
    shield: UUID | None


@dataclass(frozen=True)
class History:
    """One reminder, one reply, or an expected child who was taken off the list."""

    words: str
    who: str
    on: date
    by: str


@dataclass(frozen=True)
class Expected:
    """As it was entered."""

    id: UUID
    partner: UUID
    names: tuple[str, ...]
    date_of_birth: date | None
    address: str
    numbers: tuple[tuple[str, str], ...]  # in words whose number it is, and the number


def listed_by(partner: UUID, *, by: Practitioner, at: datetime) -> tuple[Listed, ...]:
    """In the order in which they were entered. Raises NotYours, NotThere."""
    with transaction.atomic():
        row = partner_of_area(partner, by=by, at=at)
        rows = list(row.listed.filter(taken_back_at=None).select_related("child").order_by("at", "pk"))
        said = expecting.read([one.expected for one in rows if one.expected and one.child_id is None])
        if said:
            facts = {"partner": str(row.pk), "expected": len(said)}
            record("start_up.names_read", at=at, actor=actor(by), facts=facts)
    shields = Shield.objects.filter(child__in=[one.child_id for one in rows if one.child_id]).order_by("put_on_at")
    newest = dict(shields.values_list("child", "pk"))
    return tuple(_listed(one, said.get(one.expected) if one.expected else None, newest) for one in rows)


def history_of(partner: UUID, *, by: Practitioner, at: datetime) -> tuple[History, ...]:
    """The newest first. Raises NotYours, NotThere."""
    asked = partner_of_area(partner, by=by, at=at)
    heard = Correspondence.objects.filter(partner=asked).select_related("by").order_by("-id")
    taken = asked.listed.exclude(taken_back_at=None).select_related("taken_back_by").order_by("-taken_back_at")
    events = [History(str(Heard(row.heard).label), row.who, row.on, row.by.name) for row in heard]
    events += [_taken_back(row) for row in taken]
    return tuple(sorted(events, key=lambda one: one.on, reverse=True))


def expected_child(listed: UUID, *, by: Practitioner, at: datetime) -> Expected:
    """Raises NotYours, NotThere."""
    with transaction.atomic():
        row = expected_of_area(listed, by=by, at=at)
        assert row.expected is not None  # noqa: S101 - tells the type
        said = expecting.read([row.expected])[row.expected]
        record("start_up.expected_opened", at=at, actor=actor(by), facts={"listed": str(row.pk)})
    place = said.addresses[0] if said.addresses else None
    return Expected(
        id=row.pk,
        partner=row.partner_id,
        names=_names(said),
        date_of_birth=said.date_of_birth,
        address=", ".join(part for part in (place.lines, place.town, place.postcode) if part) if place else "",
        numbers=tuple((str(Identifier.Scheme(of).label), one) for of, all_ in said.identifiers.items() for one in all_),
    )


def _listed(row: ListedChild, said: Assertion | None, shields: dict[UUID, UUID]) -> Listed:
    if row.child is None:
        return Listed(row.pk, True, "", _names(said)[0] if said else "", None)
    return Listed(row.pk, False, shown(row.child.number), "", shields.get(row.child.pk))


def _taken_back(row: ListedChild) -> History:
    assert row.taken_back_by is not None  # noqa: S101 - tells the type
    assert row.taken_back_at is not None  # noqa: S101 - tells the type
    return History(TAKEN_BACK, "", timezone.localdate(row.taken_back_at), row.taken_back_by.name)


def _names(said: Assertion) -> tuple[str, ...]:
    return tuple(" ".join(part for part in (one.forename, one.middle_names, one.surname) if part) for one in said.names)
