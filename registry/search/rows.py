"""Which rows of the index could be the child that is sought? One statement over integers, every branch by an index."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from registry.index import street_norm
from registry.names.keys import keys
from registry.names.normal import normalise
from registry.search.birth import near_dates
from registry.search.criteria import Criteria, Part, PostcodeGiven
from registry.search.words import Agreement

MOST_ROWS = 400  # of one branch, the best by names and birth first
SLACK = timedelta(days=366)  # a year or an age may be one out
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # the letters of an inward code


class Row(NamedTuple):
    """One way of naming a child that could be the one."""

    child_id: UUID
    forename_id: int
    forename: str
    forename_count: int
    surname_id: int
    surname: str
    surname_count: int
    kind: int
    birth_date: date | None
    gender: str
    postcode: str | None
    street_id: int | None
    street: str | None
    school_id: int | None
    school: str | None


@dataclass(frozen=True)
class Meanings:
    """The name ids that the typed names may stand for: as they stand, and with the two boxes swapped."""

    nobody: int  # the empty name
    forenames: Mapping[int, Agreement]
    surnames: Mapping[int, Agreement]
    swapped_forenames: Mapping[int, Agreement]
    swapped_surnames: Mapping[int, Agreement]


def fetch(
    cursor: Any, criteria: Criteria, meanings: Meanings, *, unconfirmed: Collection[UUID]
) -> tuple[list[Row], bool]:
    """The rows, and whether a branch was cut short. Exactly one statement, whatever is in the index (R-SHIELD-2)."""
    branches = _branches(criteria)
    statement = _STATEMENT.format(branches=" UNION ".join(f"({branch})" for branch in branches))
    cursor.execute(statement, _parameters(criteria, meanings, unconfirmed))
    found = [Row(*row) for row in cursor.fetchall()]
    return found, len(found) >= MOST_ROWS


_STATEMENT = """
    SELECT r.child_id, r.forename_id, f.norm, f.forename_count, r.surname_id, s.norm, s.surname_count, r.kind,
           r.birth_date, r.gender, p.postcode, r.street_id, st.norm, r.school_id, sc.norm
    FROM ({branches}) r
    JOIN registry_name f ON f.id = r.forename_id
    JOIN registry_name s ON s.id = r.surname_id
    LEFT JOIN registry_postcode p ON p.id = r.postcode_id
    LEFT JOIN registry_place st ON st.id = r.street_id
    LEFT JOIN registry_place sc ON sc.id = r.school_id
"""
_COLUMNS = "child_id, forename_id, surname_id, kind, birth_date, gender, postcode_id, street_id, school_id, confirmed"


def _branches(criteria: Criteria) -> list[str]:
    """A query for each way in; each is one index, read in the order of a B-tree."""
    return [
        _branch(condition, criteria, ordered=ordered)
        for wanted, condition, ordered in (
            (criteria.forename and criteria.surname, f"{_BOTH}{_window(criteria)}", True),
            (criteria.forename and criteria.surname, f"{_SWAPPED}{_window(criteria)}", True),
            *_by_birth(criteria),
            *_by_place(criteria),
        )
        if wanted
    ]


# A child with one name only is filed with the empty name as the other.
_BOTH = "surname_id = ANY(%(surnames)s::int[] || %(nobody)s) AND forename_id = ANY(%(forenames)s::int[] || %(nobody)s)"
_SWAPPED = "surname_id = ANY(%(swapped_surnames)s::int[]) AND forename_id = ANY(%(swapped_forenames)s::int[])"
_A_NAME = "(surname_id = ANY(%(surnames)s::int[]) OR forename_id = ANY(%(forenames)s::int[]))"
_IN_RANGE = "birth_date BETWEEN %(first)s AND %(last)s"


def _window(criteria: Criteria) -> str:
    """Children far outside a given year or age are left out; a whole date may be mistyped anywhere."""
    ranged = criteria.birth is not None and not criteria.birth.exact
    return f" AND {_IN_RANGE}" if ranged else ""


def _by_birth(criteria: Criteria) -> list[tuple[Any, str, bool]]:
    if criteria.birth is None:
        return []
    if criteria.birth.exact:
        days = "birth_date = ANY(%(days)s::date[])"
        return [
            (criteria.surname, f"surname_id = ANY(%(surnames)s::int[]) AND {days}", True),
            (criteria.forename, f"forename_id = ANY(%(forenames)s::int[]) AND {days}", True),
            (criteria.surname, f"forename_id = ANY(%(swapped_forenames)s::int[]) AND {days}", True),
            (criteria.forename, f"surname_id = ANY(%(swapped_surnames)s::int[]) AND {days}", True),
        ]
    return [
        (not criteria.forename, f"surname_id = ANY(%(surnames)s::int[]) AND {_IN_RANGE}", True),
        (not criteria.surname, f"forename_id = ANY(%(forenames)s::int[]) AND {_IN_RANGE}", True),
    ]


def _by_place(criteria: Criteria) -> list[tuple[Any, str, bool]]:
    """By postcode, street and school: what a shielded child's row does not have."""
    same_day = "birth_date = %(first)s" if criteria.birth and criteria.birth.exact else "false"
    someone = f"({_A_NAME} OR {same_day})"
    return [
        (criteria.postcode, f"postcode_id = ANY(ARRAY({_POSTCODES})) AND {someone}", True),
        (criteria.street, f"street_id = ANY(ARRAY({_places('street')})) AND {someone}", True),
        (criteria.school, f"school_id = ANY(ARRAY({_places('school')})) AND {someone}", True),
    ]


_POSTCODES = (
    "SELECT id FROM registry_postcode WHERE postcode = ANY(%(postcodes)s) OR sector = %(sector)s"
    " OR district = %(district)s"
)


def _places(kind: str) -> str:
    """The places that have, for every word typed, a word that shares a key with it."""
    return f"""
        SELECT k.place_id FROM unnest(%({kind}_words)s::int[], %({kind}_keys)s::int[]) w(word, key)
        JOIN registry_placekey k USING (key) JOIN registry_place ON registry_place.id = k.place_id AND kind = '{kind}'
        GROUP BY k.place_id HAVING count(DISTINCT w.word) >= %({kind}_needed)s
    """  # noqa: S608  # `kind` is this module's own word


def _branch(condition: str, criteria: Criteria, *, ordered: bool) -> str:
    """One query. Asking for a hidden kind of value leaves out every row that lacks it (R-SHIELD-2)."""
    asked = {"postcode_id": criteria.postcode, "street_id": criteria.street, "school_id": criteria.school}
    there = "".join(f" AND {column} IS NOT NULL" for column, value in asked.items() if value)
    order = f" ORDER BY {_order(criteria)}, child_id" if ordered else ""
    return (
        f"SELECT {_COLUMNS} FROM registry_searchrow WHERE {condition}{there}"  # noqa: S608
        f" AND (confirmed OR child_id = ANY(%(unconfirmed)s::uuid[])){order} LIMIT {MOST_ROWS}"
    )


def _order(criteria: Criteria) -> str:
    """Roughly what the ranking will say, so that a branch cut short keeps its best."""
    names = " + ".join(
        f"coalesce((%({one}_bits)s::float8[])[array_position(%({one})s::int[], {one[:-1]}_id)], -5)"
        for one in ("forenames", "surnames")
    )
    born = ""
    if criteria.birth:
        born = " + CASE WHEN birth_date BETWEEN %(born_first)s AND %(born_last)s THEN 12"
        born += " WHEN birth_date = ANY(%(days)s::date[]) THEN 6 ELSE 0 END"
    return f"{names}{born} DESC"


def _parameters(criteria: Criteria, meanings: Meanings, unconfirmed: Collection[UUID]) -> dict[str, Any]:
    found: dict[str, Any] = {"unconfirmed": [str(child_id) for child_id in unconfirmed], "nobody": meanings.nobody}
    for name in ("forenames", "surnames", "swapped_forenames", "swapped_surnames"):
        meant: Mapping[int, Agreement] = getattr(meanings, name)
        found[name] = list(meant)
        found[f"{name}_bits"] = [agreement.bits for agreement in meant.values()]
    if (birth := criteria.birth) is not None:
        slack = timedelta() if birth.exact else SLACK
        found |= {"first": birth.first - slack, "last": birth.last + slack}
        found |= {"born_first": birth.first, "born_last": birth.last}
        found["days"] = [birth.first, *near_dates(birth.first)] if birth.exact else []
    if criteria.postcode is not None:
        found |= _postcode_parameters(criteria.postcode)
    for kind, text in (("street", street_norm(criteria.street)), ("school", normalise(criteria.school))):
        words = [(n, key) for n, word in enumerate(text.split()) for key in sorted(keys(word))]
        found[f"{kind}_words"], found[f"{kind}_keys"] = [n for n, _ in words], [key for _, key in words]
        found[f"{kind}_needed"] = len(text.split())
    return found


def _postcode_parameters(given: PostcodeGiven) -> dict[str, Any]:
    unit = given.part == Part.UNIT
    return {
        "postcodes": [given.text, *neighbours(given.text)] if unit else [],
        "sector": given.text if given.part == Part.SECTOR else None,
        "district": given.text if given.part == Part.DISTRICT else None,
    }


def neighbours(postcode: str) -> list[str]:
    """The postcodes that a slip in the last three characters may have turned into this one."""
    first, digit, letters = postcode[:-3], postcode[-3], postcode[-2:]
    slips = {f"{first}{other}{letters}" for other in "0123456789"}
    slips |= {f"{first}{digit}{other}{letters[1]}" for other in LETTERS}
    slips |= {f"{first}{digit}{letters[0]}{other}" for other in LETTERS}
    slips |= {f"{first}{digit}{letters[::-1]}", f"{first[:-2]}{first[-2:][::-1]}{digit}{letters}"}
    return sorted(slips - {postcode})
