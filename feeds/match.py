"""Is this row that child? Decided for a batch: the same, a new one, or a person decides (R-FEED-5, R-SHIELD-3)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import product
from uuid import UUID

from feeds.candidates import Found, by_description, by_numbers, shares, sought
from feeds.net import Near, Net, meshes, net_of_now
from registry.assertion import Assertion
from registry.matching.described import Described, Known, describe, known
from registry.matching.party import Party
from registry.matching.score import LOWER, Decision, Score, score
from registry.models import Source, SourceRecord

CLEARLY_BEST = 4.0  # bits by which the same child must lead before any other
AGREES = {
    "birth_date": frozenset(("exact",)),
    "surname": frozenset(("exact", "part", "variant", "sound", "close")),
}


class Verdict(StrEnum):
    SAME = "same"
    NEW = "new"
    WAITING = "waiting"
    LATER = "later"  # like a row before it in the batch: decided when that one's record is there


@dataclass(frozen=True)
class Asked:
    """One row, as matching sees it."""

    row: int
    key: str
    assertion: Assertion


@dataclass(frozen=True)
class Judgement:
    """What is to be done with a row. `near` are the records that a person has to look at."""

    verdict: Verdict
    child: UUID | None = None
    near: frozenset[Near] = frozenset()


@dataclass
class Batch:
    """Everything that is known about a batch of rows before any is decided."""

    rows: dict[int, Described]
    keyed: dict[str, UUID]  # the source's own key -> child
    numbered: Found
    described: Found
    children: dict[UUID, Known]
    net: Net
    new: dict[tuple[object, ...], list[Asked]] = field(default_factory=lambda: defaultdict(list))


def judge(asked: Sequence[Asked], *, source: Source) -> dict[int, Judgement]:
    """A judgement for each row. The caller holds the lock under which records are made, until they are there."""
    batch = _batch(asked, source)
    return {one.row: _judge(one, batch) for one in asked}


def _batch(asked: Sequence[Asked], source: Source) -> Batch:
    common = shares(one.assertion for one in asked)
    rows = {one.row: describe(one.assertion, shares=common) for one in asked}
    kept = SourceRecord.objects.filter(source=source, key__in=[one.key for one in asked])
    keyed = dict(kept.values_list("key", "child"))
    numbered = by_numbers(rows)
    # Whoever is known by key or number is not looked for by description.
    unknown = [one for one in asked if one.key not in keyed and not numbered.get(one.row)]
    described = by_description([found for one in unknown if (found := sought(one.row, one.assertion))])
    everyone = {*keyed.values(), *_all(numbered), *_all(described)}
    return Batch(rows, keyed, numbered, described, known(everyone), net_of_now())


def _all(found: Found) -> Iterable[UUID]:
    return {child for children in found.values() for child in children}


def _judge(one: Asked, batch: Batch) -> Judgement:
    judgement = _by_key(one, batch) or _by_number(one, batch) or _by_description(one, batch)
    if judgement.verdict is Verdict.NEW:
        return _unless_just_made(one, batch)
    return judgement


def _by_key(one: Asked, batch: Batch) -> Judgement | None:
    """The source says that it is the same child as before; a birth date or surname must agree."""
    child = batch.keyed.get(one.key)
    if child is None:
        return None
    return _confirmed(batch.children[child], batch.rows[one.row])


def _by_number(one: Asked, batch: Batch) -> Judgement | None:
    """A number that identifies, confirmed by one more field. Two children with it, or a conflict, need a person."""
    children = batch.numbered.get(one.row)
    if not children:
        return None
    if len(children) > 1:
        return Judgement(Verdict.WAITING, near=frozenset(children))
    candidate = batch.children[next(iter(children))]
    best = _best(batch.rows[one.row], candidate)
    if best.conflict:
        return Judgement(Verdict.WAITING, near=frozenset(children))
    return _confirmed(candidate, batch.rows[one.row])


def _confirmed(candidate: Known, row: Described) -> Judgement:
    near: frozenset[Near] = frozenset((candidate.child,))
    levels = {found.comparison: found.level for found in _best(row, candidate).compared}
    agree = [levels.get(name) in enough for name, enough in AGREES.items()]
    someone_else = levels.get("forename") == "different" and levels.get("gender") == "different"
    if candidate.closed or someone_else or not any(agree):
        return Judgement(Verdict.WAITING, near=near)
    return Judgement(Verdict.SAME, candidate.child, near)


def _by_description(one: Asked, batch: Batch) -> Judgement:
    """By weight; and whatever comes near a shielded child waits, however well it fits anyone (R-SHIELD-3)."""
    row = batch.rows[one.row]
    weighed = [(batch.children[child], _best(row, batch.children[child])) for child in batch.described.get(one.row, ())]
    alike = [(who, best) for who, best in weighed if best.decision is not Decision.NEW]
    hidden = batch.net.near(row) | {who.child for who, _ in alike if who.shielded or who.closed}
    near: frozenset[Near] = frozenset(hidden | {who.child for who, _ in alike})
    if not near:
        return Judgement(Verdict.NEW)
    same = None if hidden else _clearly_same(alike)
    return Judgement(Verdict.SAME, same, near) if same else Judgement(Verdict.WAITING, near=near)


def _clearly_same(alike: list[tuple[Known, Score]]) -> UUID | None:
    """The one that fits, when no other fits nearly as well: a twin, or a record made twice."""
    ranked = sorted(alike, key=lambda pair: pair[1].weight, reverse=True)
    (best, found), *others = ranked
    if found.decision is not Decision.SAME:
        return None
    if others and others[0][1].weight > found.weight - CLEARLY_BEST:
        return None
    return best.child


def _best(row: Described, other: Described) -> Score:
    """The best score over all names of both. A former pupil number that agrees is an agreement."""
    pairs = product(row.parties, (_with_numbers_of(row, party, other) for party in other.parties))
    return max((score(mine, theirs) for mine, theirs in pairs), key=lambda found: found.weight)


def _with_numbers_of(row: Described, theirs: Party, other: Described) -> Party:
    mine = row.parties[0]
    if mine.upn and theirs.upn != mine.upn and ("upn", mine.upn) in other.numbers:
        theirs = replace(theirs, upn=mine.upn)
    if mine.nhs_number and theirs.nhs_number != mine.nhs_number and ("nhs_number", mine.nhs_number) in other.numbers:
        theirs = replace(theirs, nhs_number=mine.nhs_number)
    return theirs


def _unless_just_made(one: Asked, batch: Batch) -> Judgement:
    """New, unless a row before it in the batch may be the same child: then it waits until that record is there."""
    row = batch.rows[one.row]
    mine = set(meshes(row, wide=True))
    before = {other.row: other for mesh in mine for other in batch.new.get(mesh, ())}
    if any(_may_be_one(one, other, batch) for other in before.values()):
        return Judgement(Verdict.LATER)
    for mesh in meshes(row):
        batch.new[mesh].append(one)
    return Judgement(Verdict.NEW)


def _may_be_one(one: Asked, other: Asked, batch: Batch) -> bool:
    mine, theirs = batch.rows[one.row], batch.rows[other.row]
    if one.assertion.restricted or other.assertion.restricted or mine.numbers & theirs.numbers:
        return True
    return _best(mine, theirs).weight >= LOWER
