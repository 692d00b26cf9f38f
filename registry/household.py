"""Who else of the area shares an address, a carer or a school with this child? (R-SHIELD-6)

Looked for where it is cheap: the index of search by postcode and by school and surname; carers by name in the area
alone. Children whose own record is hidden are in no index by place, and need no hiding.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import connection

from registry.index import squeezed
from registry.models import Address, AddressKind, Child, Place, SearchRow, Status
from registry.names.normal import normalise, surname_forms
from registry.record.parts import Parts, parts_of

MOST: Final = 30  # more is a hostel, or a common name: the nearest are shown


class Shares(StrEnum):
    """What one child shares with another."""

    ADDRESS = "Same address"
    CARER = "Same parent or carer"
    SCHOOL = "Same school and last name"


def who_shares(child: UUID, *, area: UUID) -> dict[UUID, tuple[Shares, ...]]:
    """The open records of this authority that share something, those that share most first."""
    found: dict[UUID, set[Shares]] = defaultdict(set)
    for shares, others in _looked_for(parts_of([child])[child], area):
        for other in set(others) - {child}:
            found[other].add(shares)
    open_ones = Child.objects.filter(
        pk__in=found, responsible_authority=area, status__in=[Status.OPEN, Status.UNCONFIRMED]
    ).values_list("pk", flat=True)
    order = list(Shares)
    nearest = sorted(open_ones, key=lambda one: (-len(found[one]), min(map(order.index, found[one])), str(one)))
    return {one: tuple(shares for shares in Shares if shares in found[one]) for one in nearest[:MOST]}


def _looked_for(parts: Parts, area: UUID) -> Iterator[tuple[Shares, Collection[UUID]]]:
    yield Shares.ADDRESS, _by_address(parts)
    yield Shares.CARER, _by_carer(parts, area)
    yield Shares.SCHOOL, _by_school(parts)


def _by_address(parts: Parts) -> set[UUID]:
    """The home now, line for line; among those with the same postcode."""
    home = next((row for row in parts.addresses if row.kind != AddressKind.FORMER and row.postcode), None)
    if home is None:
        return set()
    near = SearchRow.objects.filter(postcode__postcode=squeezed(home.postcode)).values("child_id")
    rows = Address.objects.filter(child__in=near).exclude(kind=AddressKind.FORMER).values_list("child", "lines")
    return {other for other, lines in rows if normalise(lines) == normalise(home.lines)}


_OF_AREA: Final = """
    SELECT c.child_id, c.name, c.phone FROM registry_child k JOIN registry_carer c ON c.child_id = k.id
    WHERE k.responsible_authority_id = %s AND k.status IN ('open', 'unconfirmed') AND lower(c.name) = ANY(%s)
"""


def _by_carer(parts: Parts, area: UUID) -> set[UUID]:
    """The same name; not with another telephone number, which is somebody else's."""
    carers = {row.name.lower(): _digits(row.phone) for row in parts.carers}
    with connection.cursor() as cursor:
        cursor.execute(_OF_AREA, [area, list(carers)])
        return {
            other
            for other, name, phone in cursor.fetchall()
            if not (_digits(phone) and carers[name.lower()]) or _digits(phone) == carers[name.lower()]
        }


def _by_school(parts: Parts) -> set[UUID]:
    schools = [row.setting for row in parts.attendances if row.setting and row.ended_on is None]
    norms = [normalise(f"{school.name} {school.town}") for school in schools]
    surnames = {form for name in parts.names for form in surname_forms(name.surname)[:1]}
    places = Place.objects.filter(kind=Place.Kind.SCHOOL, norm__in=norms).values("pk")
    rows = SearchRow.objects.filter(school__in=places, surname__norm__in=surnames)
    return set(rows.values_list("child_id", flat=True))


def _digits(phone: str) -> str:
    return "".join(letter for letter in phone if letter.isdigit())
