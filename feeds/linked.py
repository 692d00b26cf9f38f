"""Whom does a row name by its source's own key, or by a number, and does the rest of it agree? (R-FEED-5)"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final
from uuid import UUID

from django.db import connection

from contactpoint.lookups import as_array
from registry import statements
from registry.closing import of_closings
from registry.known import Known, known
from registry.matching.definition import definition
from registry.matching.described import Described, Number, identifying
from registry.matching.net import bearing
from registry.matching.numbered import by_numbers
from registry.matching.party import Party
from registry.matching.rows import CHILDREN
from registry.matching.score import score
from registry.matching.sets import Relation, fill
from registry.matching.sql import level_sql
from registry.models import Child, Identifier, Involvement, Status
from registry.shields import shielded_among
from registry.statements import Last

LINKED = Relation("feed_linked")
# A link is confirmed by one of these, unless the first name and the gender are both another's.
AGREES: Final = {"birth_date": ("exact",), "surname": ("exact", "part", "variant", "sound", "close")}
ANOTHER: Final = {"forename": ("different",), "gender": ("different",)}
Link = tuple[int, UUID]  # row, child


@dataclass(frozen=True)
class Links:
    """What keys and numbers say of a batch."""

    keyed: Mapping[int, UUID]
    numbered: Mapping[int, set[UUID]]
    confirmed: frozenset[Link]  # by one field more
    numbers: Mapping[UUID, frozenset[Number]]  # of the children who were found by a number
    borne: Mapping[int, set[UUID]]  # whose number a row bears, of those who must stay hidden
    closed: Mapping[int, set[UUID]]  # of these the ones who have a new identity (R-REC-7)
    archived: Mapping[int, UUID]  # the archived record that a row means (R-REC-5)

    @property
    def children(self) -> set[UUID]:
        return {*self.keyed.values(), *self.numbers}


@dataclass(frozen=True)
class Apart:
    """Children to whom nothing is joined by its description, and those in the archive."""

    closed: frozenset[UUID]  # merged away, or a new identity began: nothing may join the two (R-REC-7)
    hidden: frozenset[UUID]  # shielded now
    archived: frozenset[UUID]


def apart_among(children: Collection[UUID]) -> Apart:
    found: dict[str, set[UUID]] = {Status.CLOSED: set(), Status.ARCHIVED: set()}
    for child, status in Child.objects.filter(pk__among=children, status__in=found).values_list("pk", "status"):
        found[status].add(child)
    closed, archived = map(frozenset, found.values())
    return Apart(closed, frozenset(shielded_among(children)), archived)


def links_of(keys: Mapping[int, str], rows: Mapping[int, Described], *, last: Mapping[str, Last]) -> Links:
    """The links of a batch of rows. `keys`: of each row; `last`: what their source said last under these keys."""
    open_ones, borne = by_numbers(rows), bearing(rows)
    meant = {row: last[key].child for row, key in keys.items() if key in last}
    by_number = (child for found in (open_ones, borne) for children in found.values() for child in children)
    apart = apart_among({*meant.values(), *by_number})
    silent = _silent({one.child for one in last.values() if one.withdrawn})
    keyed = {row: child for row, child in meant.items() if child not in silent}
    numbered = _numbered({row for row in rows if row not in keyed}, open_ones, borne, apart.hidden)
    pairs = {*keyed.items(), *((row, child) for row, children in numbered.items() for child in children)}
    unread = apart.closed | apart.hidden  # they stand in no table of descriptions
    confirmed = {
        *_confirmed({link for link in pairs if link[1] not in unread}, rows),
        *_confirmed_apart({link for link in pairs if link[1] in unread}, rows),
    }
    numbers = _numbers({child for children in numbered.values() for child in children})
    archived = _archived(meant, open_ones, apart.archived)
    return Links(keyed, numbered, frozenset(confirmed), numbers, borne, of_closings(borne), archived)


def _silent(children: set[UUID]) -> set[UUID]:
    """Those of whom nothing is left with which a row could agree, of whom a source took back what it said.

    Its newer statement is looked for like one under a new key; if nobody else is found it has its child again
    (registry.record). A child who is hidden or closed, or of whom a practitioner entered something, is never left so:
    a person decides.
    """
    if not children:
        return children
    spoken_of = statements.spoken_of_among(children)
    involved = set(Involvement.objects.filter(child__among=children).values_list("child", flat=True))
    apart = apart_among(children)
    return children - spoken_of - involved - apart.closed - apart.hidden


def _archived(
    meant: Mapping[int, UUID], numbered: Mapping[int, set[UUID]], archived: frozenset[UUID]
) -> dict[int, UUID]:
    """By the source's key; else by a number that no open record bears. Who is shielded is under the net."""
    by_number = {row: min(children) for row, children in numbered.items() if children and children <= archived}
    return by_number | {row: child for row, child in meant.items() if child in archived}


def _numbered(
    rows: Collection[int], open_ones: Mapping[int, set[UUID]], borne: Mapping[int, set[UUID]], hidden: Collection[UUID]
) -> dict[int, set[UUID]]:
    """By a number that lies open, or under seal: of those who are hidden too, and of no row that waits (R-SHIELD-7)."""
    found = defaultdict(set, {row: set(children) for row, children in open_ones.items() if row in rows})
    for row, nears in borne.items():
        if row in rows and (mine := nears.intersection(hidden)):
            found[row] |= mine
    return found


def conflicts(one: Collection[Number], other: Collection[Number]) -> bool:
    """Whether both have numbers of a series and share none of it."""
    return any(
        mine and theirs and mine.isdisjoint(theirs)
        for mine, theirs in ((_of(series, one), _of(series, other)) for series in ("upn", "nhs_number"))
    )


def _of(series: str, numbers: Iterable[Number]) -> set[str]:
    return {value for name, value in numbers if name == series}


def _numbers(children: Collection[UUID]) -> dict[UUID, frozenset[Number]]:
    found: dict[UUID, list[Number]] = {child: [] for child in children}
    kept = Identifier.objects.filter(child__among=children).values_list("child", "scheme", "value")
    for child, scheme, value in kept:
        found[child].append((scheme, value))
    lying = {child: identifying(numbers) for child, numbers in found.items()}
    return lying | {child: one.numbers for child, one in known(shielded_among(children)).items()}


def _confirmed(links: Collection[Link], rows: Mapping[int, Described]) -> set[Link]:
    """Asked of the database for all at once; under any name of both."""
    if not links:
        return set()
    with connection.cursor() as cursor:
        fill(cursor, LINKED, ((row, party) for row in {row for row, _ in links} for party in rows[row].parties))
        rows_of, children = zip(*links, strict=True)
        cursor.execute(_CONFIRMED, [as_array("bigint", rows_of), as_array("uuid", children)])
        return {(row, child) for row, child in cursor.fetchall()}


def _level_in(name: str, levels: Collection[str]) -> str:
    return f"coalesce({level_sql(definition().comparison(name), 'l', 'r')} IN ({', '.join(map(repr, levels))}), false)"


_CONFIRMED: Final = f"""
    SELECT w.row, w.child FROM unnest(%s::bigint[], %s::uuid[]) w(row, child)
    JOIN {LINKED.table} l ON l.id = w.row JOIN {CHILDREN.table} r ON r.child_id = w.child
    GROUP BY w.row, w.child
    HAVING bool_or({" OR ".join(_level_in(name, levels) for name, levels in AGREES.items())})
       AND NOT bool_and({" AND ".join(_level_in(name, levels) for name, levels in ANOTHER.items())})
"""  # noqa: S608 - words of this program alone


def _confirmed_apart(links: Collection[Link], rows: Mapping[int, Described]) -> set[Link]:
    """The same of those who stand in no table of descriptions: shielded or closed, and few."""
    children = known({child for _, child in links})
    return {(row, child) for row, child in links if _agree(rows[row], children[child])}


def _agree(row: Described, child: Known) -> bool:
    levels = [_levels(mine, theirs) for mine, theirs in product(row.parties, child.parties)]
    agree = any(found.get(name) in enough for found in levels for name, enough in AGREES.items())
    another = all(all(found.get(name) in enough for name, enough in ANOTHER.items()) for found in levels)
    return agree and not another


def _levels(mine: Party, theirs: Party) -> dict[str, str]:
    return {found.comparison: found.level for found in score(mine, theirs).compared}
