"""Could this be a child whose whereabouts are hidden? A net wider than the one that merges records (R-SHIELD-3)."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from registry.models import Child, ChildName, Identifier
from registry.names.keys import sound
from registry.names.normal import surname_forms
from registry.shields import shielded_among


def resembles_shielded(row: Child) -> bool:
    """A shared number; or a last name that sounds the same, and a birth date within one digit or not known."""
    return bool(shielded_among(_same_number(row) | _alike(row)))


def _same_number(row: Child) -> set[UUID]:
    same = Q(pk__in=[])
    for scheme, value in row.identifiers.values_list("scheme", "value"):
        same |= Q(scheme=scheme, value=value)
    return set(Identifier.objects.filter(same).exclude(child=row).values_list("child", flat=True))


def _alike(row: Child) -> set[UUID]:
    """Among the children who were ever shielded: there are few of them, so they are read."""
    own = _sounds(row.names.values_list("surname", flat=True))
    theirs = ChildName.objects.filter(child__shield_events__shielded=True).exclude(child=row).distinct()
    return {
        name.child_id
        for name in theirs.select_related("child")
        if own & _sounds([name.surname]) and _could_be_same_day(row, name.child)
    }


def _sounds(surnames: Iterable[str]) -> set[str]:
    return {sound(form) for surname in surnames for form in surname_forms(surname)} - {""}


def _could_be_same_day(one: Child, other: Child) -> bool:
    """An estimate says little about the day, and nothing against a child."""
    a, b = one.date_of_birth, other.date_of_birth
    if a is None or b is None:
        return True
    if one.birth_date_estimated or other.birth_date_estimated:
        return abs(a.year - b.year) <= 2
    wrong = sum(x != y for x, y in zip(f"{a:%Y%m%d}", f"{b:%Y%m%d}", strict=True))
    return wrong <= 1 or (a.year, a.month, a.day) == (b.year, b.day, b.month)
