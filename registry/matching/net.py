"""Could this row be about a shielded child? Asked with a net far wider than what joins records (R-SHIELD-3).

Around everyone who must stay hidden hangs a net of tokens: a number; the surname by its sound and the day of birth, or
a day that a slip turns into it; the forename, as it is spelt, misspelt, heard or shortened, and the day, also with day
and month swapped; either name in the other's place, and the day; the home and the year. A row that shares one of them
is held. What a person wrote down by hand, perhaps from hearsay, is held by still less: a part of the surname and the
day; or the year about right where one of the two dates is an estimate; or no date, where one is missing.

Around a row that is held because it resembles somebody hangs a smaller one: what the row may be the first to say, a
number, a surname or a home. Its first name and its day are hers, or nobody's.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from contactpoint.vault.tokens import TOKEN_BYTES, tokens
from registry.copying import copy_rows
from registry.matching.described import Described
from registry.matching.party import Party
from registry.names.keys import deletions, sound
from registry.names.normal import surname_forms
from registry.search.birth import likely_dates, near_days

Plain = str  # what becomes a token: what kind of mesh it is, then its values, a bar between
ABOUT: Final = 2  # years by which an estimate may be wrong


def cast(hidden: Mapping[UUID, Described]) -> None:
    """Hangs the net around these children, or waiting rows that say that theirs must be hidden, anew."""
    _hang({near: _tokens({*_hung(one), *_hung_for_hands(one)}) for near, one in hidden.items()})


def cast_around_held(rows: Mapping[UUID, Described]) -> None:
    """Hangs the smaller net around rows that are held because they resemble somebody who is hidden."""
    _hang({row: _tokens(_first_said(described)) for row, described in rows.items()})


def _hang(meshes: Mapping[UUID, Iterable[bytes]]) -> None:
    if not meshes:
        return
    lift(meshes)
    with connection.cursor() as cursor:
        pairs = ((near, mesh) for near, tokens in meshes.items() for mesh in set(tokens))
        copy_rows(cursor, "registry_mesh", ("near", "token"), pairs)


def lift(near: Collection[UUID]) -> None:
    """Takes the net around these away."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_mesh WHERE near = ANY(%s::uuid[])", [list(map(str, near))])


def caught(
    rows: Mapping[int, Described], *, borne: Mapping[int, Collection[UUID]] | None = None
) -> dict[int, set[UUID]]:
    """Whom each row could be about, of those who must stay hidden; a row that resembles nobody is left out.

    `borne`: what `bearing` says of these rows, if the caller knows: their numbers are not asked again.
    """
    if borne is None:
        return _sharing({row: _asked(one) for row, one in rows.items()})
    found = _sharing({row: _told(one) for row, one in rows.items()})
    for row in rows.keys() & borne.keys():
        found.setdefault(row, set()).update(borne[row])
    return found


def bearing(rows: Mapping[int, Described]) -> dict[int, set[UUID]]:
    """Who of those who must stay hidden bears a number that a row bears."""
    return _sharing({row: _numbers(one) for row, one in rows.items()})


def _sharing(asked: Mapping[int, Collection[Plain]]) -> dict[int, set[UUID]]:
    """Around whom these hang, for all at once: the database answers with the place of a token among all of them."""
    found: dict[int, set[UUID]] = defaultdict(set)
    rows = [row for row, meshes in asked.items() for _ in meshes]
    with connection.cursor() as cursor:
        if rows and _anybody_hidden(cursor):
            every = _tokens(mesh for meshes in asked.values() for mesh in meshes)
            cursor.execute(_CAUGHT, {"tokens": b"".join(every), "bytes": TOKEN_BYTES})
            for at, near in cursor.fetchall():
                found[rows[at]].add(near)
    return found


def resembled(by_hand: Described) -> set[UUID]:
    """Whom a record made by hand could be about, of those who must stay hidden: whoever a row would be, and more."""
    return _sharing({0: [*_asked(by_hand), *_asked_by_hand(by_hand)]}).get(0, set())


# OFFSET 0: each token is looked up in the index, however large the net and whatever is known of its size. The tokens
# come as one: an array of them would be written and read for each longer than it is looked up.
_CAUGHT: Final = """
    SELECT w.at, m.near FROM (SELECT %(tokens)s::bytea AS tokens OFFSET 0) every
    CROSS JOIN LATERAL (
        SELECT at, substring(tokens FROM at * %(bytes)s + 1 FOR %(bytes)s) AS token
        FROM generate_series(0, length(tokens) / %(bytes)s - 1) at OFFSET 0) w
    CROSS JOIN LATERAL (SELECT near FROM registry_mesh WHERE token = w.token OFFSET 0) m
"""


def like_any(hidden: Iterable[Described], rows: Mapping[int, Described], *, held: Iterable[Described] = ()) -> set[int]:
    """The rows that would be caught in the nets of these."""
    nets = {mesh for one in hidden for mesh in _hung(one)}  # nothing is kept: no token is needed
    nets |= {mesh for one in held for mesh in _first_said(one)}
    return {row for row, one in rows.items() if nets and not nets.isdisjoint(_asked(one))}


def _anybody_hidden(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM registry_mesh)")
    return bool(cursor.fetchone()[0])


def _tokens(meshes: Iterable[Plain]) -> list[bytes]:
    return tokens(meshes, purpose="matching.net")


def _numbers(described: Described) -> list[Plain]:
    return [f"number|{series}|{value}" for series, value in described.numbers]


def _asked(described: Described) -> list[Plain]:
    """What a row asks, among thousands."""
    return [*_numbers(described), *_told(described)]


def _told(described: Described) -> list[Plain]:
    """Names, days and homes."""
    found = []
    for one in described.parties:
        if one.birth_date is None:
            continue
        day = one.birth_date.isoformat()
        if one.surname_sound:
            found.append(f"sound|{one.surname_sound}|{day}")
        if one.forename_norm:
            found += [name + day for name in _spelt_or_heard(one.forename_norm, one.forename_sound)]
        if one.postcode and one.address_norm:
            found.append(f"home|{one.postcode}|{one.address_norm}|{one.birth_date.year}")
    return found


@lru_cache(maxsize=100_000)  # names repeat
def _spelt_or_heard(name: str, heard: str | None) -> tuple[str, ...]:
    """As it is spelt, or with a slip of one letter, or heard; a day is to follow."""
    return tuple(f"forename|{key}|" for key in (*deletions(name), f"heard {heard}"))


def _hung(described: Described) -> set[Plain]:
    """What hangs around who is hidden: what a row of the same child asks, and of one described a slip otherwise."""
    found = set(_asked(described))
    for one in described.parties:
        if one.birth_date is None:
            continue
        if one.surname_sound:
            found.update(f"sound|{one.surname_sound}|{day}" for day in near_days(one.birth_date))
        if one.forename_norm:
            shortened = (f"forename|{key}|" for key in one.forename_also)
            names = (*_spelt_or_heard(one.forename_norm, one.forename_sound), *shortened)
            found.update(f"{name}{day}" for name in names for day in likely_dates(one.birth_date))
        found.update(_in_the_other_box(one))
    return found


def _in_the_other_box(one: Party) -> Iterator[Plain]:
    """As a row would ask that has the first name for the last and the last for the first, on the day itself."""
    if one.forename_sound:
        yield f"sound|{one.forename_sound}|{one.birth_date}"
    if one.surname_norm:
        keys = {*deletions(one.surname_norm), f"heard {one.surname_sound}"}
        yield from (f"forename|{key}|{one.birth_date}" for key in keys)


def _first_said(held: Described) -> list[Plain]:
    without = tuple(one._replace(forename_norm=None) for one in held.parties)
    return _asked(Described(without, held.numbers))


def _hung_for_hands(described: Described) -> Iterator[Plain]:
    """What rows of deliveries are never asked: too many share it with somebody."""
    for one in described.parties:
        parts, born = _parts(one), one.birth_date
        yield from (f"part|{part}|{day}" for part in parts if born for day in (born, *near_days(born)))
        for named in (*((one.surname_sound,) if one.surname_sound else ()), *parts):
            yield f"dated or not|{named}"
            if born is None:
                yield f"undated|{named}"
                continue
            for year in range(born.year - ABOUT, born.year + ABOUT + 1):
                yield f"year|{named}|{year}"
                if described.estimated:
                    yield f"about|{named}|{year}"


def _asked_by_hand(described: Described) -> Iterator[Plain]:
    for one in described.parties:
        born = one.birth_date
        for named in (*((one.surname_sound,) if one.surname_sound else ()), *_parts(one)):
            yield f"undated|{named}"
            if born is None:
                yield f"dated or not|{named}"
            elif described.estimated:
                yield f"year|{named}|{born.year}"
            else:
                yield from (f"about|{named}|{born.year}", f"sound|{named}|{born}", f"part|{named}|{born}")


def _parts(one: Party) -> tuple[str, ...]:
    """How each part of a double-barrelled surname sounds."""
    return tuple(found for form in surname_forms(one.surname_norm or "")[1:] if (found := sound(form)))
