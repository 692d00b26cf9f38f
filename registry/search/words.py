"""Which names of the dictionary may be the name that the user typed, and how well does each agree?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from registry.matching.definition import definition, rarity
from registry.names.keys import keys, sound
from registry.names.normal import forename_forms, normalise, surname_forms
from registry.names.variants import also_forename, also_surname
from registry.search.criteria import ENDING

MOST = 60  # names that one typed name may stand for; more only brings noise
FAR_SLIP = 2.0  # bits that a second slip of the pen costs
TWO_SLIPS_FROM = 6  # letters
ALIKE = 0.82  # Jaro-Winkler: below it, another name
ALIKE_FROM = 4  # letters
ALIKE_LESS = 5.0  # bits that a name which only looks alike is behind one spelt almost the same
ALIKE_AT_MOST = 25
TOP_OF_UNICODE = "\U0010ffff"


@dataclass(frozen=True)
class Agreement:
    """How a recorded name agrees with a typed one: the level of the definition, and its weight in bits."""

    level: str
    bits: float


@dataclass(frozen=True)
class Entry:
    """A name of the dictionary with the number of rows that bear it."""

    id: int
    norm: str
    forename_count: int
    surname_count: int

    def count(self, field: str) -> int:
        return self.forename_count if field == "forename" else self.surname_count


@dataclass(frozen=True)
class Typed:
    """A name as typed: its forms, the whole or first one first; `open` when it ends in a star."""

    field: str  # forename or surname: what the user meant it for
    forms: tuple[str, ...]
    open: bool

    def __bool__(self) -> bool:
        return bool(self.forms)


def typed(field: str, text: str) -> Typed:
    """The forms of what stands in one of the two name boxes."""
    forms = forename_forms(text) if field == "forename" else surname_forms(text)
    if text.strip().endswith(ENDING):
        forms = (normalise(text).replace(" ", ""),)
    return Typed(field, tuple(form for form in forms if form), text.strip().endswith(ENDING))


def look_up(cursor: Any, names: Iterable[Typed], *, also: Collection[str] = (), counted: bool) -> list[Entry]:
    """Every entry that shares a key or is another form of what was typed. `counted` leaves out uncounted names.

    Exactly one statement, whatever is in the dictionary (R-SHIELD-2).
    """
    forms = [(name, form) for name in names for form in name.forms]
    starts = [form for name, form in forms if name.open]
    exact = {form for _, form in forms} | set(also)
    for _, form in forms:
        exact |= also_forename(form) | also_surname(form)
    cursor.execute(
        _LOOK_UP.format(starting=_STARTING if starts else ""),
        {
            "keys": sorted({key for name, form in forms if not name.open for key in keys(form)}),
            "exact": sorted(exact),
            "starts": starts,
            "ends": [start + TOP_OF_UNICODE for start in starts],
            "all": not counted,
        },
    )
    return [Entry(*row) for row in cursor.fetchall()]


# Read by primary key: ARRAY() keeps the planner from reading the whole dictionary instead.
_LOOK_UP = """
    SELECT n.id, n.norm, n.forename_count, n.surname_count FROM registry_name n
    WHERE n.id = ANY(ARRAY(
        SELECT name_id FROM registry_namekey WHERE key = ANY(%(keys)s::int[])
        UNION SELECT id FROM registry_name WHERE norm = ANY(%(exact)s || ARRAY['']){starting}
    )) AND (%(all)s OR n.forename_count > 0 OR n.surname_count > 0 OR n.norm = '')
"""
_STARTING = """
        UNION SELECT m.id FROM unnest(%(starts)s::text[], %(ends)s::text[]) o(first, last)
              JOIN registry_name m ON m.norm >= o.first AND m.norm < o.last"""


def meant(
    name: Typed, entries: Iterable[Entry], *, as_field: str, total: int, widely: bool = False
) -> dict[int, Agreement]:
    """The entries that a typed name may stand for when read as a forename or a surname, the best first.

    `widely` lets in those that only look alike.
    """
    graded = {
        entry.id: found
        for entry in entries
        if entry.norm and (found := grade(name, entry.norm, as_field, entry.count(as_field), total))
        if widely or found.level != "alike"
    }
    best = sorted(graded.items(), key=lambda item: -item[1].bits)
    return dict(best[:MOST])


def grade(name: Typed, norm: str, field: str, count: int, total: int) -> Agreement | None:
    """How one recorded name agrees with a typed one; None when it is another name."""
    if name.open:
        return _starts(name.forms[0], norm, field)
    found = [(_grade(form, norm, field), n > 0) for n, form in enumerate(name.forms)]
    graded = [_weigh(*one, part, field, count, total) for one, part in found if one is not None]
    return max(graded, key=lambda agreement: agreement.bits, default=None)


def part_penalty(field: str) -> float:
    """Bits that agreeing on a part of a compound name is short of agreeing on the whole."""
    comparison = definition().comparison(field)
    return log2(comparison.level("exact").m / comparison.level("part").m)


def _starts(form: str, norm: str, field: str) -> Agreement | None:
    if not norm.startswith(form):
        return None
    level = "exact" if norm == form else "starts"
    return Agreement(level, definition().comparison(field).level("close").bits)


def _weigh(level: str, slips: int, part: bool, field: str, count: int, total: int) -> Agreement:
    if level == "alike":
        return Agreement(level, definition().comparison(field).level("close").bits - ALIKE_LESS)
    found = definition().comparison(field).level(level)
    bits = found.bits + (rarity((count + 1) / (total + 1)) if found.by_name else 0.0)
    return Agreement(
        "part" if part and level == "exact" else level,
        bits - FAR_SLIP * max(slips - 1, 0) - (part_penalty(field) if part else 0.0),
    )


@lru_cache(maxsize=200_000)
def _grade(form: str, norm: str, field: str) -> tuple[str, int] | None:
    """The level, and how many slips of the pen lie between."""
    if form == norm:
        return "exact", 0
    if norm in (also_forename(form) if field == "forename" else also_surname(form)):
        return "variant", 0
    slips = OSA.distance(form, norm, score_cutoff=2)
    shortest = min(len(form), len(norm))
    if (slips == 1 and shortest > 1) or (slips == 2 and shortest >= TWO_SLIPS_FROM):
        return "close", slips
    if sound(form) and sound(form) == sound(norm):
        return "sound", max(slips - 1, 0)
    if field == "forename" and shortest == 1 and form[0] == norm[0]:
        return "initial", 0
    if shortest >= ALIKE_FROM and JaroWinkler.normalized_similarity(form, norm) >= ALIKE:
        return "alike", 0
    return None


def alike(names: Iterable[Typed], norms: Collection[str]) -> set[str]:
    """The names of the whole dictionary that look most like what was typed; about 100 ms for 400,000 names."""
    found: set[str] = set()
    for name in names:
        for form in name.forms[:1]:
            best = process.extract(
                form, norms, scorer=JaroWinkler.normalized_similarity, score_cutoff=ALIKE, limit=ALIKE_AT_MOST
            )
            found.update(norm for norm, _, _ in best)
    return found
