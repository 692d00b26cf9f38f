"""How do two descriptions stand side by side, with what each field says for and against one child? (ux.md 2(f) 1, 2)"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from accounts.models import Practitioner
from registry.assertion import Assertion
from registry.giving import give
from registry.keeping_apart import Apart, kept_apart_among
from registry.known import Known, known
from registry.matching.definition import Definition
from registry.matching.described import Described, describe, shares_of
from registry.matching.explained import Evidence, Working, evidence, sentence, working
from registry.matching.score import Score
from registry.matching.weighed import best, in_force
from registry.sides import Side, Sight, described_for, side_of_row, sides_of

COMPARING: Final = "compare_records"  # why a record was given (R-AUDIT-1)
FIELDS: Final[tuple[tuple[str, str, Callable[[Side], str]], ...]] = (
    ("First names", "forename", lambda side: side.forenames),
    ("Last name", "surname", lambda side: side.surnames),
    ("Date of birth", "birth_date", lambda side: side.birth_date),
    ("Gender", "gender", lambda side: side.gender),
    ("Address", "place", lambda side: side.home),
    ("School", "school", lambda side: side.school),
    ("Unique pupil number", "upn", lambda side: side.upn),
    ("NHS number", "nhs_number", lambda side: side.nhs_number),
    ("Practice", "", lambda side: side.practice),
    ("Parents and carers", "", lambda side: side.carers),
)


@dataclass(frozen=True)
class Field:
    """One line: what each side says, and where it points. Without evidence one side says nothing of it."""

    label: str
    one: str
    other: str
    evidence: Evidence | None
    is_weighed: bool


@dataclass(frozen=True)
class Comparison:
    """Two sides beside each other."""

    one: Side
    other: Side
    sentence: str
    looks_like_twins: bool
    fields: tuple[Field, ...]
    working: Working | None


@dataclass(frozen=True)
class Compared:
    """What one page shows."""

    pairs: tuple[Comparison, ...]
    records: tuple[Side, ...]
    apart: tuple[Apart, ...]


def compare_row(
    said: Assertion, children: Collection[UUID], *, source: str, viewer: Practitioner, at: datetime
) -> Compared:
    """A row beside each of the records that it resembles; each is given, and in the log (R-AUDIT-1).

    In the caller's transaction. Raises LimitReached: then nothing is shown.
    """
    shares = shares_of([said])
    row, by, side = describe(said, shares=shares), in_force(shares), side_of_row(said, source=source)
    theirs, sides = known(children), _given(children, viewer=viewer, at=at)
    pairs = tuple(_pair(side, row, one, _found(theirs, one), by) for one in sides)
    return Compared(pairs, sides, kept_apart_among(children))


def compare_records(one: UUID, other: UUID, *, viewer: Practitioner, at: datetime) -> Compared:
    """Two records beside each other, given and raising as compare_row does."""
    both = known([one, other])
    a, b = sides = _given([one, other], viewer=viewer, at=at)
    pair = _pair(a, described_for(_found(both, a), a.sight), b, _found(both, b), in_force(shares_of([])))
    return Compared((pair,), sides, kept_apart_among([one, other]))


def scores_of_row(said: Assertion, children: Collection[UUID]) -> list[Score]:
    """With everything that is known: for the rules about two persons, never for a page."""
    shares = shares_of([said])
    row, by = describe(said, shares=shares), in_force(shares)
    return [score for one in known(children).values() if (score := best(row, one, by=by))]


def scores_of_records(one: UUID, other: UUID) -> list[Score]:
    both = known([one, other])
    score = best(both[one], both[other], by=in_force(shares_of([])))
    return [score] if score else []


def _given(children: Collection[UUID], *, viewer: Practitioner, at: datetime) -> tuple[Side, ...]:
    rows = sides_of(children, viewer=viewer)
    whole = {side.child for _, side in rows if side.sight is Sight.WHOLE}
    give("child.opened", [row for row, _ in rows if row.pk in whole], to=viewer, because=COMPARING, at=at)
    give("child.named", [row for row, _ in rows if row.pk not in whole], to=viewer, because=COMPARING, at=at)
    return tuple(side for _, side in rows)


def _found(theirs: dict[UUID, Known], side: Side) -> Known:
    assert side.child is not None  # noqa: S101 - tells the type
    return theirs[side.child]


def _pair(one: Side, first: Described, other: Side, second: Described, by: Definition) -> Comparison:
    score = best(first, described_for(second, other.sight), by=by)
    says = evidence(score) if score else {}
    fields = (Field(label, read(one), read(other), says.get(name), bool(name)) for label, name, read in FIELDS)
    return Comparison(
        one=one,
        other=other,
        sentence=sentence(score) if score else "Too little is known to compare them",
        looks_like_twins=bool(score and score.guarded),
        fields=tuple(field for field in fields if field.one or field.other),
        working=working(score) if score else None,
    )
