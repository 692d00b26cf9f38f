"""Could this row be about a shielded child? Asked with a net far wider than the one that joins records (R-SHIELD-3)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from feeds.candidates import near_days
from feeds.described import Described, known

Mesh = tuple[Any, ...]

_SHIELDED_NOW = """
    SELECT child_id FROM (SELECT DISTINCT ON (child_id) child_id, shielded FROM registry_shieldevent
                          ORDER BY child_id, id DESC) last WHERE shielded
"""


class Net:
    """Who is shielded at this moment, by everything that a row about such a child could share with the record."""

    def __init__(self, children: Iterable[tuple[UUID, Described]]) -> None:
        self.caught: dict[Mesh, set[UUID]] = defaultdict(set)
        for child, described in children:
            for mesh in meshes(described, wide=True):
                self.caught[mesh].add(child)

    def near(self, described: Described) -> set[UUID]:
        """The shielded children whom this description resembles."""
        return {child for mesh in meshes(described) for child in self.caught.get(mesh, ())}


def net_of_now() -> Net:
    """Read in the transaction that applies, so that a shield of this moment counts."""
    with connection.cursor() as cursor:
        cursor.execute(_SHIELDED_NOW)
        children = [child for (child,) in cursor.fetchall()]
    return Net(known(children).items())


def meshes(described: Described, *, wide: bool = False) -> Iterator[Mesh]:
    """A number; the sound of a surname and the day of birth, forename and day, or home and year. `wide`: and near days."""
    yield from (("number", *number) for number in described.numbers)
    for one in described.parties:
        if one.birth_date is None:
            continue
        days: tuple[date, ...] = (one.birth_date, *(near_days(one.birth_date) if wide else ()))
        for day in days:
            yield from ((kind, name, day) for kind, name in _names(one.surname_sound, one.forename_norm, day == one.birth_date))
        if one.postcode and one.address_norm:
            yield ("home", one.postcode, one.address_norm, one.birth_date.year)


def _names(sound: str | None, forename: str | None, exact: bool) -> Iterator[tuple[str, str]]:
    if sound:
        yield "sound", sound
    if forename and exact:
        yield "forename", forename
