"""How do the names and places of children get into the index that search reads?

`index_children` makes the rows of the children anew, in sets. Who writes holds one lock until the transaction ends, so
that two never deadlock over the dictionaries and the registry grows in one order: take it after the rows of children.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import product
from typing import Any
from uuid import UUID

from django.db import connection

from contactpoint.lookups import as_array
from registry.copying import copy_rows
from registry.dictionaries import NOBODY, Ids, Words, drop_unused, name_ids, place_ids, postcode_ids
from registry.matching.rows import forget_match_rows
from registry.names.normal import forename_forms, normalise, surname_forms

LOCK = 2009_01_26  # any number that no other advisory lock uses
FORMS = 4  # of one name, at most: enough for every double-barrelled name, too few to flood the index
STREET_WORDS_LEFT_OUT = frozenset(("flat", "apartment", "house"))


class RowKind(IntEnum):
    """Which name of the child a row is for; PART is added when it is one part of a compound name."""

    CURRENT = 0
    ALSO_USED = 1
    FORMER = 2
    PART = 4


KINDS = {"current": RowKind.CURRENT, "also_used": RowKind.ALSO_USED, "former": RowKind.FORMER}


@dataclass(frozen=True)
class IndexEntry:
    """What search may know of one child. What is hidden from most is not here: see `shielded`."""

    child_id: UUID
    names: tuple[tuple[str, str, str], ...]  # forename and surname as written, and a value of NameKind
    birth_date: date | None = None
    gender: str = "not_specified"  # registry.models.Gender
    postcode: str = ""
    street: str = ""  # the line with the street's name; house numbers are left out
    school: str = ""  # its URN; a school that has none by its name
    shielded: bool = False
    confirmed: bool = True  # False: only the children named to `candidates` are found (R-SEARCH-5)


# A search row before its words are ids: child, forename, surname, kind, birth date, gender, confirmed, postcode,
# street, school.
Row = tuple[UUID, str, str, int, date | None, str, bool, str, str, str]
SEARCH_ROW = (
    "child_id", "forename_id", "surname_id", "kind", "birth_date", "gender", "confirmed", "postcode_id", "street_id",
    "school_id",
)  # fmt: skip
Tally = tuple[Counter[int], Counter[int]]  # of forenames and of surnames: how many rows bear each


def lock_index() -> None:
    """Until the transaction ends nobody else writes a record into the index, nor makes one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def index_children(entries: Iterable[IndexEntry]) -> None:
    """Make the search rows of these children anew. Children with no entry keep theirs; see `forget_children`.

    An entry without names leaves its child unfindable. Inside the caller's transaction.
    """
    given = {entry.child_id: entry for entry in entries}
    rows = [row for entry in given.values() for row in search_rows(entry)]
    lock_index()
    write_search_rows(rows, known=given)


def write_search_rows(rows: list[Row], *, known: Collection[UUID]) -> None:
    """These rows in place of all that there are of the `known` children. The caller holds the lock of the index.

    Words that no row uses any more leave the dictionaries with them.
    """
    with connection.cursor() as cursor:
        less, before = _delete(cursor, known)
        names = name_ids(cursor, {NOBODY, *(norm for row in rows for norm in row[1:3])})
        now = _insert(cursor, rows, names)
        _count(cursor, _tally(rows, names), less, names[NOBODY])
        drop_unused(cursor, {of: ids - now[of] for of, ids in before.items()})


def forget_children(child_ids: Collection[UUID]) -> None:
    """Take children out of the index, as when a record is archived, closed or destroyed."""
    index_children(IndexEntry(child_id=child_id, names=()) for child_id in child_ids)
    forget_match_rows(child_ids)


def street_norm(written: str) -> str:
    """A street's name without house and flat numbers: "Flat 2, 14 Fern Bank" is "fern bank"."""
    words = normalise(written).split()
    kept = [word for word in words if not any(map(str.isdigit, word))]
    return " ".join(word for word in kept if word not in STREET_WORDS_LEFT_OUT)


def squeezed(postcode: str) -> str:
    """A postcode in capitals without spaces, as the dictionary has it."""
    return "".join(filter(str.isalnum, postcode.upper()))


def search_rows(entry: IndexEntry) -> Iterator[Row]:
    hidden = entry.shielded
    facts = (
        entry.birth_date,
        (entry.gender or "n")[0],
        entry.confirmed,
        "" if hidden else squeezed(entry.postcode),
        "" if hidden else street_norm(entry.street),
        "" if hidden else normalise(entry.school),
    )
    for (forename, surname), kind in _ways(entry.names).items():
        yield (entry.child_id, forename, surname, kind, *facts)


def unconfirmed(rows: Iterable[Row]) -> list[Row]:
    """The same for a child whom not everybody may find."""
    return [(*row[:6], False, *row[7:]) for row in rows]


def _ways(names: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], int]:
    """Every pair of forename and surname under which a child is filed; the plainest kind wins."""
    ways: dict[tuple[str, str], int] = {}
    for forename, surname, name_kind in names:
        forenames, surnames = forename_forms(forename)[:FORMS], surname_forms(surname)[:FORMS]
        for (i, first), (j, last) in product(enumerate(forenames or (NOBODY,)), enumerate(surnames or (NOBODY,))):
            kind = KINDS[name_kind] + (RowKind.PART if i or j else 0)
            ways[first, last] = min(kind, ways.get((first, last), kind))
            if NOBODY in (first, last):  # one name alone may be typed into either box
                ways.setdefault((last, first), kind)
    ways.pop((NOBODY, NOBODY), None)
    return ways


def _school_names(cursor: Any, schools: set[str]) -> dict[str, str]:
    """Schools are found by name and town, not by URN."""
    cursor.execute(
        "SELECT lower(urn), name || ' ' || town FROM registry_educationalsetting WHERE lower(urn) = ANY(%s)",
        [sorted(schools - {""})],
    )
    names = {urn: normalise(name) for urn, name in cursor.fetchall()}
    return {school: names.get(school, school) for school in schools}


def _delete(cursor: Any, child_ids: Collection[UUID]) -> tuple[Tally, Words]:
    """Remove the old rows; what that takes from the counts, and the words they stood under.

    Unplaced rows, a shielded child's too, count nowhere.
    """
    if not child_ids:
        return (Counter(), Counter()), {}
    cursor.execute(
        "DELETE FROM registry_searchrow WHERE child_id = ANY(%s::uuid[])"
        " RETURNING forename_id, surname_id, postcode_id, street_id, school_id",
        [as_array("uuid", child_ids)],
    )
    rows = cursor.fetchall()
    placed = [row[:2] for row in rows if row[2:] != (None, None, None)]
    tally = Counter(forename for forename, _ in placed), Counter(surname for _, surname in placed)
    return tally, _words(rows)


def _words(rows: Iterable[tuple[Any, ...]]) -> Words:
    """Of rows that end as a search row does: forename, surname, postcode, street, school."""
    forenames, surnames, postcodes, streets, schools = [{*ids} for ids in zip(*rows, strict=True)] or [set()] * 5
    words = {"name": forenames | surnames, "postcode": postcodes, "place": streets | schools}
    return {of: ids - {None} for of, ids in words.items()}


def _tally(rows: Iterable[Row], names: Ids) -> Tally:
    placed = [row for row in rows if row[7] or row[8] or row[9]]
    return Counter(names[row[1]] for row in placed), Counter(names[row[2]] for row in placed)


def _insert(cursor: Any, rows: list[Row], names: Ids) -> Words:
    """Write the rows, in the order of the date of birth so that children of one day lie together. Their words."""
    called = _school_names(cursor, {row[9] for row in rows})
    postcodes = postcode_ids(cursor, {row[7] for row in rows})
    streets = place_ids(cursor, "street", {row[8] for row in rows})
    schools = place_ids(cursor, "school", set(called.values()))
    filed = [
        (child, names[forename], names[surname], kind, born, gender, confirmed,
         postcodes.get(home), streets.get(street), schools.get(called[school]))
        for child, forename, surname, kind, born, gender, confirmed, home, street, school in rows
    ]  # fmt: skip
    filed.sort(key=lambda row: row[4] or date.min)
    copy_rows(cursor, "registry_searchrow", SEARCH_ROW, filed)
    return _words((*row[1:3], *row[7:]) for row in filed)


def _count(cursor: Any, more: Tally, less: Tally, everybody: int) -> None:
    """Bring the counts of names up to date, and under the empty name those of all rows."""
    changes = [_changes(*both, everybody) for both in zip(more, less, strict=True)]
    changed = sorted(set().union(*changes))
    cursor.execute(_COUNT, [changed, *([field.get(name, 0) for name in changed] for field in changes)])


_COUNT = """
    UPDATE registry_name n SET forename_count = forename_count + c.forenames, surname_count = surname_count + c.surnames
    FROM unnest(%s::int[], %s::int[], %s::int[]) c(id, forenames, surnames) WHERE n.id = c.id
"""


def _changes(more: Counter[int], less: Counter[int], everybody: int) -> dict[int, int]:
    changed = {name: by for name in {*more, *less} if name != everybody and (by := more[name] - less[name])}
    everyone = more.total() - less.total()
    return {**changed, everybody: everyone} if everyone else changed
