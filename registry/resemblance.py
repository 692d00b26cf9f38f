"""Could this be a child whose whereabouts are hidden? A net wider than the one that merges records (R-SHIELD-3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from registry.assertion import Assertion
from registry.models import Child, ChildName, Identifier
from registry.names.keys import sound
from registry.names.normal import surname_forms
from registry.shields import shielded_among


@dataclass(frozen=True)
class Likeness:
    """That by which a child could be taken for another."""

    numbers: tuple[tuple[str, str], ...]
    surnames: tuple[str, ...]
    born: date | None
    born_estimated: bool


def resembles_shielded(row: Child) -> bool:
    """A shared number; or a last name that sounds the same, and a birth date within one digit or not known."""
    return bool(shielded_like(likeness_of_record(row), but=row.pk))


def likeness_of_record(row: Child) -> Likeness:
    numbers, surnames = row.identifiers.values_list("scheme", "value"), row.names.values_list("surname", flat=True)
    return Likeness(tuple(numbers), tuple(surnames), row.date_of_birth, row.birth_date_estimated)


def likeness_of_row(said: Assertion) -> Likeness:
    """Of what a source says, before any record is made of it."""
    numbers = tuple((scheme, value) for scheme, values in said.identifiers.items() for value in values)
    return Likeness(numbers, tuple(name.surname for name in said.names), said.date_of_birth, said.birth_date_estimated)


def shielded_like(one: Likeness, *, but: UUID | None = None) -> set[UUID]:
    """The children shielded now whom this could be, other than the one that it is known to be."""
    return shielded_among((_same_number(one) | _alike(one)) - ({but} if but else set()))


def _same_number(one: Likeness) -> set[UUID]:
    same = Q(pk__in=[])
    for scheme, value in one.numbers:
        same |= Q(scheme=scheme, value=value)
    return set(Identifier.objects.filter(same).values_list("child", flat=True))


def _alike(one: Likeness) -> set[UUID]:
    """Among the children who were ever shielded: there are few of them, so they are read."""
    own = _sounds(one.surnames)
    theirs = ChildName.objects.filter(child__shield_events__shielded=True).distinct()
    return {
        name.child_id
        for name in theirs.select_related("child")
        if own & _sounds([name.surname]) and _could_be_same_day(one, name.child)
    }


def _sounds(surnames: Iterable[str]) -> set[str]:
    return {sound(form) for surname in surnames for form in surname_forms(surname)} - {""}


def _could_be_same_day(one: Likeness, other: Child) -> bool:
    """An estimate says little about the day, and nothing against a child."""
    a, b = one.born, other.date_of_birth
    if a is None or b is None:
        return True
    if one.born_estimated or other.birth_date_estimated:
        return abs(a.year - b.year) <= 2
    wrong = sum(x != y for x, y in zip(f"{a:%Y%m%d}", f"{b:%Y%m%d}", strict=True))
    return wrong <= 1 or (a.year, a.month, a.day) == (b.year, b.day, b.month)
