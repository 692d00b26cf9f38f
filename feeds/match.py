"""Is this row that child? For a batch, in sets: the same, a new one, or a person decides (R-FEED-5, R-SHIELD-3)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, NamedTuple, Self
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from contactpoint.lookups import as_array
from feeds.linked import Apart, Links, apart_among, conflicts, links_of
from registry.assertion import Assertion
from registry.matching.definition import Definition
from registry.matching.described import Described, describe, shares_of
from registry.matching.exact import COLUMNS, agreed_with
from registry.matching.net import caught, like_any
from registry.matching.party import Party
from registry.matching.rows import CHILDREN
from registry.matching.score import Decision
from registry.matching.sets import Relation, analyse, compare_sets, fill
from registry.matching.weighed import in_force
from registry.statements import Last

CLEARLY_BEST = 4.0  # bits by which the same child must lead before any other
ROWS = Relation("feed_rows")
PLAIN = Relation("feed_plain", columns=COLUMNS)  # what tells who is plainly one known child


class Verdict(StrEnum):
    SAME = "same"
    NEW = "new"
    WAITING = "waiting"
    LATER = "later"  # like a row before it, or a record changed meanwhile: decided with the next batch


class Asked(NamedTuple):
    """One row, as matching sees it."""

    row: int
    key: str
    assertion: Assertion


class Judgement(NamedTuple):
    """What is to be done with a row. `near` are the records that a person has to look at, `hidden` those of them."""

    verdict: Verdict
    child: UUID | None = None
    near: frozenset[UUID] = frozenset()
    hidden: frozenset[UUID] = frozenset()


class Pair(NamedTuple):
    """A record that a row may be about, by description."""

    child: UUID
    weight: float
    decision: str


@dataclass
class Batch:
    """Everything that is known about a batch of rows before any is decided."""

    asked: Sequence[Asked]
    rows: dict[int, Described]
    links: Links
    pairs: Mapping[int, list[Pair]]
    caught: Mapping[int, set[UUID]]
    apart: Apart
    sought: frozenset[int]  # the rows that were looked for by description
    by: Definition
    judged: dict[int, Judgement] = field(default_factory=dict)

    def without(self, rows: Collection[int]) -> Self:
        """The same, but these end for another reason, whoever they are about."""
        left = {row: one for row, one in self.judged.items() if row not in rows}
        return replace(self, rows={row: self.rows[row] for row in left}, judged=left) if rows else self


def judge(asked: Sequence[Asked], *, last: Mapping[str, Last]) -> Batch:
    """A judgement for each row, as the registry stands at this moment. Inside the caller's transaction.

    `last`: what their source said last under the keys of these rows.
    """
    shares = shares_of(one.assertion for one in asked)
    rows = {one.row: describe(one.assertion, shares=shares) for one in asked}
    links = links_of({one.row: one.key for one in asked}, rows, last=last)
    # Whoever is known by key or number is not looked for by description.
    unknown = {row: rows[row] for row in rows if row not in links.keyed and row not in links.numbered}
    by, hidden = in_force(shares), caught(unknown, borne=links.borne)
    pairs = _described(unknown, by, in_full={*hidden, *(one.row for one in asked if one.assertion.restricted)})
    apart = apart_among({*links.children, *(pair.child for alike in pairs.values() for pair in alike)})
    batch = Batch(asked, rows, links, pairs, hidden, apart, frozenset(unknown), by)
    for one in asked:
        batch.judged[one.row] = _judge(one, batch)
    _put_off(batch)
    return batch


def _described(rows: Mapping[int, Described], by: Definition, *, in_full: set[int]) -> Mapping[int, list[Pair]]:
    """The records that rows may be about, found and weighed by the database.

    Who agrees with one child alone in everything that tells children apart is not compared with others, unless
    everybody whom the row resembles has to be known (`in_full`), or the day of birth is an estimate.
    """
    in_full |= {row for row, one in rows.items() if one.estimated}
    found: dict[int, list[Pair]] = defaultdict(list)
    with connection.cursor() as cursor:
        fill(cursor, PLAIN, _parties(rows, rows.keys() - in_full))
        for row, pair in agreed_with(cursor, left=PLAIN, right=CHILDREN, by=by).items():
            found[row] = [Pair(*pair, Decision.SAME)]
        fill_rows(cursor, rows, rows.keys() - found.keys())
        compare_sets(cursor, left=ROWS, right=CHILDREN, into="feed_pairs", by=by, indexed=True)
        cursor.execute("SELECT left_id, right_id, weight, decision FROM feed_pairs ORDER BY weight DESC, right_id")
        for row, child, weight, decision in cursor.fetchall():
            found[row].append(Pair(child, weight, decision))
    return found


def fill_rows(cursor: CursorWrapper, rows: Mapping[int, Described], those: Collection[int]) -> None:
    """Makes `ROWS` anew, of those rows."""
    cursor.execute("DROP TABLE IF EXISTS feed_pairs")
    fill(cursor, ROWS, _parties(rows, those))
    cursor.execute("CREATE INDEX ON feed_rows (id)")


def _parties(rows: Mapping[int, Described], those: Collection[int]) -> Iterator[tuple[int, Party]]:
    return ((row, party) for row in those for party in rows[row].parties)


def _judge(one: Asked, batch: Batch) -> Judgement:
    return _closed(one, batch) or _by_key(one, batch) or _by_number(one, batch) or _by_description(one, batch)


def _closed(one: Asked, batch: Batch) -> Judgement | None:
    """A number of a record that closed for a new identity: joined to nobody, whoever else it fits (R-REC-7)."""
    closed = frozenset(batch.links.closed.get(one.row, ()))
    return _waits(closed, closed) if closed else None


def _by_key(one: Asked, batch: Batch) -> Judgement | None:
    """The source says that it is the same child as before; a birth date or surname must agree."""
    child = batch.links.keyed.get(one.row)
    if child is None:
        return None
    if one.assertion.withdrawn and child not in batch.apart.closed:  # says no more than that
        return Judgement(Verdict.SAME, child, frozenset((child,)))
    return _confirmed(one.row, child, batch)


def _by_number(one: Asked, batch: Batch) -> Judgement | None:
    """A number that identifies, confirmed by one more field. Two children with it, or a conflict, need a person."""
    children = batch.links.numbered.get(one.row)
    if not children:
        return None
    child = next(iter(children))
    if len(children) > 1 or conflicts(batch.rows[one.row].numbers, batch.links.numbers[child]):
        return _waits(frozenset(children), frozenset(children & batch.apart.hidden))
    return _confirmed(one.row, child, batch)


def _confirmed(row: int, child: UUID, batch: Batch) -> Judgement:
    near = frozenset((child,))
    if (row, child) in batch.links.confirmed and child not in batch.apart.closed:
        return Judgement(Verdict.SAME, child, near)
    return _waits(near, near & batch.apart.hidden)


def _by_description(one: Asked, batch: Batch) -> Judgement:
    """By weight; and whatever comes near a shielded child waits, however well it fits anyone (R-SHIELD-3)."""
    alike = batch.pairs.get(one.row, [])
    found = {pair.child for pair in alike}
    hidden = frozenset(batch.caught.get(one.row, ())) | (found & batch.apart.hidden)
    near = hidden | found
    if not near and one.assertion.names:
        return Judgement(Verdict.NEW)
    same = _clearly_same(alike) if alike and not hidden and found.isdisjoint(batch.apart.closed) else None
    return Judgement(Verdict.SAME, same, near) if same else _waits(near, hidden)


def _waits(near: frozenset[UUID], hidden: frozenset[UUID]) -> Judgement:
    return Judgement(Verdict.WAITING, near=near, hidden=hidden)


def _clearly_same(alike: list[Pair]) -> UUID | None:
    """The one that fits, when no other fits nearly as well: a twin, or a record made twice."""
    best, *others = alike
    if best.decision != Decision.SAME or (others and others[0].weight > best.weight - CLEARLY_BEST):
        return None
    return best.child


def _put_off(batch: Batch) -> None:
    """New, unless a row before it in the batch may be the same child: then it waits until that record is there."""
    new = [one for one in batch.asked if batch.judged[one.row].verdict is Verdict.NEW]
    for row in _like_one_before(new, batch):
        batch.judged[row] = Judgement(Verdict.LATER)


def _like_one_before(new: Sequence[Asked], batch: Batch) -> set[int]:
    later = _sharing_a_number(new, batch.rows) | _near_hidden(new, batch)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS feed_pairs")
        cursor.execute(_KEEP, [as_array("bigint", [one.row for one in new])])  # all of them went the long way
        analyse(cursor, ROWS)
        compare_sets(cursor, left=ROWS, right=ROWS, into="feed_pairs", only_later=True, by=batch.by)
        cursor.execute("SELECT left_id FROM feed_pairs")
        return later | {row for (row,) in cursor.fetchall()}


_KEEP: Final = f"DELETE FROM {ROWS.table} WHERE id <> ALL(%s::bigint[])"  # noqa: S608 - a word of this program


def _sharing_a_number(new: Iterable[Asked], rows: Mapping[int, Described]) -> set[int]:
    seen: set[tuple[str, str]] = set()
    later = set()
    for one in new:
        numbers = rows[one.row].numbers
        if not seen.isdisjoint(numbers):
            later.add(one.row)
        seen |= numbers
    return later


def _near_hidden(new: Sequence[Asked], batch: Batch) -> set[int]:
    """Rows that resemble one which says that its child must be hidden, or one which is held: those go first."""
    marked = [batch.rows[one.row] for one in batch.asked if one.assertion.restricted]
    held = [batch.rows[row] for row, judged in batch.judged.items() if judged.hidden]
    if not marked and not held:
        return set()
    others = {one.row: batch.rows[one.row] for one in new if not one.assertion.restricted}
    return like_any(marked, others, held=held)
