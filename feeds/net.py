"""Could this row be about a shielded child? Asked with a net far wider than the one that joins records (R-SHIELD-3)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from feeds.candidates import near_days
from feeds.models import RowState, StagedRow
from feeds.sealing import Sealer
from registry.matching.described import NOBODY, Described, describe, known

Mesh = tuple[Any, ...]
Near = UUID | int  # a child, or a staged row that a source marked as one to hide

_SHIELDED_NOW = """
    SELECT child_id FROM (SELECT DISTINCT ON (child_id) child_id, shielded FROM registry_shieldevent
                          ORDER BY child_id, id DESC) last WHERE shielded
"""


class Net:
    """Who is to be hidden at this moment, by everything that a row about such a child could share with the record."""

    def __init__(self, hidden: Iterable[tuple[Near, Described]]) -> None:
        self.caught: dict[Mesh, set[Near]] = defaultdict(set)
        for near, described in hidden:
            for mesh in meshes(described, wide=True):
                self.caught[mesh].add(near)

    def near(self, described: Described) -> set[Near]:
        """The hidden children whom this description resembles."""
        return {near for mesh in meshes(described) for near in self.caught.get(mesh, ())}


def net_of_now() -> Net:
    """Read in the transaction that applies, so that a shield of this moment counts."""
    with connection.cursor() as cursor:
        cursor.execute(_SHIELDED_NOW)
        children = [child for (child,) in cursor.fetchall()]
    return Net([*known(children).items(), *_held_back()])


def _held_back() -> Iterator[tuple[Near, Described]]:
    """Rows that wait and are marked as children to hide: shielded before they have a record (R-SHIELD-9)."""
    rows = StagedRow.objects.filter(state=RowState.WAITING, restricted=True).select_related("delivery__content_key")
    sealers: dict[UUID, Sealer] = {}
    for row in rows:
        sealer = sealers.setdefault(row.delivery_id, Sealer(row.delivery))
        yield row.pk, describe(sealer.open_row(row.number, row.sealed or b"").read(), shares=NOBODY)


def meshes(described: Described, *, wide: bool = False) -> Iterator[Mesh]:
    """A number; surname by sound and day of birth; forename and day; home and year. `wide`: near days too."""
    yield from (("number", *number) for number in described.numbers)
    for one in described.parties:
        if one.birth_date is None:
            continue
        days: tuple[date, ...] = (one.birth_date, *(near_days(one.birth_date) if wide else ()))
        for day in days:
            yield from (
                (kind, name, day) for kind, name in _names(one.surname_sound, one.forename_norm, day == one.birth_date)
            )
        if one.postcode and one.address_norm:
            yield ("home", one.postcode, one.address_norm, one.birth_date.year)


def _names(sound: str | None, forename: str | None, exact: bool) -> Iterator[tuple[str, str]]:
    if sound:
        yield "sound", sound
    if forename and exact:
        yield "forename", forename
