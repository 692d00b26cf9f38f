"""Could this row be about a shielded child? Asked with a net far wider than what joins records (R-SHIELD-3).

Around everyone who must stay hidden hangs a net of tokens: a number; the surname by its sound and the day of birth, or
a day that a slip turns into it; the forename and the day; the home and the year. A row that shares one of them is held.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from contactpoint.vault.tokens import token
from registry.copying import copy_rows
from registry.matching.described import Described
from registry.search.birth import near_days


def cast(hidden: Mapping[UUID, Described]) -> None:
    """Hangs the net around these children, or waiting rows, anew."""
    lift(hidden)
    rows = ((near, mesh) for near, described in hidden.items() for mesh in set(_meshes(described, wide=True)))
    with connection.cursor() as cursor:
        copy_rows(cursor, "registry_mesh", ("near", "token"), rows)


def lift(near: Collection[UUID]) -> None:
    """Takes the net around these away."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_mesh WHERE near = ANY(%s::uuid[])", [list(map(str, near))])


def caught(rows: Mapping[int, Described]) -> dict[int, set[UUID]]:
    """Whom each row could be about, of those who must stay hidden; a row that resembles nobody is left out."""
    if not rows or not _anybody_hidden():
        return {}
    pairs = [(row, mesh) for row, described in rows.items() for mesh in _meshes(described)]
    found: dict[int, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_CAUGHT, [[row for row, _ in pairs], [mesh for _, mesh in pairs]])
        for row, near in cursor.fetchall():
            found[row].add(near)
    return found


_CAUGHT = """
    SELECT DISTINCT w.row, m.near FROM unnest(%s::bigint[], %s::bytea[]) w(row, token)
    JOIN registry_mesh m ON m.token = w.token
"""


def like_any(hidden: Iterable[Described], rows: Mapping[int, Described]) -> set[int]:
    """The rows that would be caught in the nets of these."""
    nets = {mesh for one in hidden for mesh in _meshes(one, wide=True)}
    return {row for row, one in rows.items() if nets and not nets.isdisjoint(_meshes(one))}


def _anybody_hidden() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM registry_mesh)")
        return bool(cursor.fetchone()[0])


def _meshes(described: Described, *, wide: bool = False) -> Iterator[bytes]:
    """`wide`: as they hang around who is hidden, the near days too."""
    for mesh in _plain(described, wide=wide):
        yield token("|".join(map(str, mesh)), purpose="matching.net")


def _plain(described: Described, *, wide: bool) -> Iterator[tuple[Any, ...]]:
    yield from (("number", *number) for number in described.numbers)
    for one in described.parties:
        if one.birth_date is None:
            continue
        if one.surname_sound:
            days = (one.birth_date, *(near_days(one.birth_date) if wide else ()))
            yield from (("sound", one.surname_sound, day) for day in days)
        if one.forename_norm:
            yield ("forename", one.forename_norm, one.birth_date)
        if one.postcode and one.address_norm:
            yield ("home", one.postcode, one.address_norm, one.birth_date.year)
