"""How well does a row agree with what was asked for, and why? The words never speak of what the row does not hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import log2
from uuid import UUID

from registry.index import RowKind, street_norm
from registry.matching.definition import definition
from registry.names.normal import normalise
from registry.search.birth import Birth, near_dates
from registry.search.criteria import Criteria, Part
from registry.search.rows import Row
from registry.search.words import Agreement, Typed, grade, part_penalty

OTHER_NAME = 1.0  # bits that a former name, or one also used, is behind the present one
OUTSIDE = -3.0  # bits for a child born just outside the year or age that was given
STREET, OTHER_STREET = 10.0, -2.5
CHILDHOOD = 365.25 * 18  # days that children's birthdays spread over
# What the definition has no level for: a star at the end, and names that only look alike.
OTHER_WORDS = {
    ("forename", "starts"): "First name starts the same",
    ("forename", "alike"): "First name looks like it",
    ("surname", "starts"): "Last name starts the same",
    ("surname", "alike"): "Last name looks like it",
}


@dataclass(frozen=True)
class Candidate:
    """A child that may be the one. `weight` is in bits, prior included: 0 is as likely as not. Not for the page."""

    child_id: UUID
    weight: float
    words: tuple[str, ...]
    row: Row


@dataclass(frozen=True)
class Question:
    """What was asked for, read once for all rows. `total` is how many rows the names are counted over."""

    criteria: Criteria
    forename: Typed
    surname: Typed
    total: int

    @property
    def prior(self) -> float:
        return -log2(max(self.total, 2))


Said = tuple[float, str]  # bits, and the words for it; no words for what does not agree
NOTHING: Said = (0.0, "")


def rank(question: Question, rows: Iterable[Row]) -> list[Candidate]:
    """Every child once, by its best row, the likeliest first; equal ones in the order of their ids."""
    best: dict[UUID, Candidate] = {}
    for row in rows:
        found = weigh(question, row)
        if row.child_id not in best or found.weight > best[row.child_id].weight:
            best[row.child_id] = found
    return sorted(best.values(), key=lambda candidate: (-candidate.weight, candidate.child_id))


def weigh(question: Question, row: Row) -> Candidate:
    """The weight of one row and the words for what agrees."""
    criteria = question.criteria
    said = [
        *_names(question, row),
        _birth(criteria.birth, row),
        _gender(criteria, row),
        _postcode(criteria, row),
        _street(criteria, row),
        _school(criteria, row),
    ]
    weight = question.prior + sum(bits for bits, _ in said)
    return Candidate(row.child_id, weight, tuple(words for _, words in said if words), row)


def _names(question: Question, row: Row) -> list[Said]:
    """The two names as typed, or with the boxes swapped if that agrees better."""
    straight = _pair(question.surname, question.forename, row, question.total)
    crossed = _pair(question.forename, question.surname, row, question.total)
    level = definition().comparison("surname").level("swapped")
    # What a swap costs: how rare it is among the same child's rows.
    cost = log2(level.m)
    if sum(bits for bits, _ in crossed) + cost > sum(bits for bits, _ in straight):
        return [(sum(bits for bits, _ in crossed) + cost, level.words)]
    return straight


def _pair(surname: Typed, forename: Typed, row: Row, total: int) -> list[Said]:
    said = [
        _name(surname, "surname", row.surname, row.surname_count, row, total),
        _name(forename, "forename", row.forename, row.forename_count, row, total),
    ]
    other = row.kind & ~RowKind.PART
    if not other or not any(words for _, words in said):
        return said
    label = "Former name" if other == RowKind.FORMER else "Name also used"
    return [(said[0][0] - OTHER_NAME, said[0][1]), said[1], (0.0, label)]


def _name(name: Typed, field: str, norm: str, count: int, row: Row, total: int) -> Said:
    if not name or not norm:
        return NOTHING
    found = grade(name, norm, field, count, total)
    comparison = definition().comparison(field)
    if found is None:
        return comparison.level("different").bits, ""
    if words := OTHER_WORDS.get((field, found.level)):
        return found.bits, words
    key, bits = _as_part(found, field) if row.kind & RowKind.PART else (found.level, found.bits)
    return bits, comparison.level(key).words


def _as_part(found: Agreement, field: str) -> tuple[str, float]:
    """The row is for a part of a compound name: agreeing with it is agreeing on a part."""
    if found.level != "exact":
        return found.level, found.bits
    return "exact", found.bits - part_penalty(field) / 2


def _birth(birth: Birth | None, row: Row) -> Said:
    if birth is None or row.birth_date is None:
        return NOTHING
    if not birth.exact:
        return _in_range(birth, row.birth_date)
    level = definition().comparison("birth_date").level(_birth_level(birth.first, row.birth_date))
    return level.bits, level.words if level.key != "different" else ""


def _birth_level(asked: date, found: date) -> str:
    if asked == found:
        return "exact"
    if (asked.year, asked.month, asked.day) == (found.year, found.day, found.month):
        return "swapped"
    if found in near_dates(asked):
        return "digit"
    return "year" if asked.year == found.year else "different"


def _in_range(birth: Birth, found: date) -> Said:
    if birth.first <= found <= birth.last:
        words = "Age fits" if birth.by_age else "Born the same year" if birth.whole_year else "Born the same month"
        return log2(0.97 / min(0.97, birth.days / CHILDHOOD)), words
    return OUTSIDE - log2(CHILDHOOD / 365 / 4), ""


def _gender(criteria: Criteria, row: Row) -> Said:
    asked = criteria.gender[:1]
    if asked not in ("f", "m") or row.gender not in ("f", "m"):
        return NOTHING
    level = definition().comparison("gender").level("exact" if asked == row.gender else "different")
    return level.bits, level.words if level.key == "exact" else ""


def _postcode(criteria: Criteria, row: Row) -> Said:
    given, found = criteria.postcode, row.postcode
    if given is None or found is None:
        return NOTHING
    sizes = {Part.UNIT: 0, Part.SECTOR: 2, Part.DISTRICT: 3}
    key = "different"
    for part, level in ((Part.UNIT, "postcode"), (Part.SECTOR, "sector"), (Part.DISTRICT, "district")):
        cut, own = sizes[part], sizes[given.part]
        if cut >= own and found[: len(found) - cut] == given.text[: len(given.text) - (cut - own)]:
            key = level
            break
    found_level = definition().comparison("place").level(key)
    if given.part != Part.UNIT and key == given.part:
        return log2(0.85 / found_level.u), found_level.words
    return found_level.bits, found_level.words if key != "different" else ""


def _street(criteria: Criteria, row: Row) -> Said:
    if not criteria.street or row.street is None:
        return NOTHING
    return (STREET, "Same street") if _alike(street_norm(criteria.street), row.street) else (OTHER_STREET, "")


def _school(criteria: Criteria, row: Row) -> Said:
    if not criteria.school or row.school is None:
        return NOTHING
    key = "exact" if _alike(normalise(criteria.school), row.school) else "different"
    level = definition().comparison("school").level(key)
    return level.bits, level.words if key == "exact" else ""


def _alike(asked: str, found: str) -> bool:
    """Every word that was asked for is there, give or take a slip."""
    names = [Typed("surname", (word,), open=False) for word in asked.split()]
    return all(any(grade(name, word, "surname", 0, 1) for word in found.split()) for name in names)
