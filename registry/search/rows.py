"""Which rows of the index could be the child that is sought? One statement over integers, every branch by an index."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from registry.index import street_norm
from registry.names.keys import keys
from registry.names.normal import normalise
from registry.search.birth import likely_dates, near_dates
from registry.search.criteria import Criteria, Part, PostcodeGiven
from registry.search.words import Agreement

LIKELY = 8  # names that are also tried on days that are only near: each pair of them is a look in a B-tree
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
    cursor: Any, criteria: Criteria, meanings: Meanings, *, unconfirmed: Collection[UUID], area: UUID | None
) -> tuple[list[Row], bool]:
    """The rows, and whether a branch was cut short. Exactly one statement, whatever is in the index (R-SHIELD-2).

    With an `area`, every open record of that authority and no other, whether practitioners may find it or not.
    """
    branches = _branches(criteria, _OF_AREA if area else _CONFIRMED)
    statement = _STATEMENT.format(given=_CHOSEN, branches=" UNION ALL ".join(f"({branch})" for branch in branches))
    parameters = _parameters(criteria, meanings, unconfirmed) | {"area": area}
    # As one text each: PostgreSQL reads '{1,2}' many times faster than ARRAY[1, 2].
    lists = {name: "{" + ",".join(map(str, parameters[name])) + "}" for name in _GIVEN}
    cursor.execute(statement, parameters | lists)
    found = [Row(*row) for row in cursor.fetchall()]
    return found, len(found) >= MOST_ROWS


# The lists come in once, as `given`: the planner would weigh every member of a list that it can see, for each branch.
_STATEMENT = """
    WITH given AS MATERIALIZED (SELECT {given})
    SELECT r.child_id, r.forename_id, f.norm, f.forename_count, r.surname_id, s.norm, s.surname_count, r.kind,
           r.birth_date, r.gender, p.postcode,
           r.street_id, (SELECT norm FROM registry_place WHERE id = r.street_id),
           r.school_id, (SELECT norm FROM registry_place WHERE id = r.school_id)
    FROM ({branches}) r
    JOIN registry_name f ON f.id = r.forename_id
    JOIN registry_name s ON s.id = r.surname_id
    LEFT JOIN registry_postcode p ON p.id = r.postcode_id
"""
_NAMES = ("forenames", "surnames", "swapped_forenames", "swapped_surnames")
_GIVEN = {
    **dict.fromkeys(_NAMES, "int[]"),
    "forenames_or_none": "int[]",
    "surnames_or_none": "int[]",
    "forename_bits": "float8[]",
    "surname_bits": "float8[]",
    "likely_forenames": "int[]",
    "likely_surnames": "int[]",
    "days": "date[]",
    "likely_days": "date[]",
    "unconfirmed": "uuid[]",
}
_COLUMNS = "child_id, forename_id, surname_id, kind, birth_date, gender, postcode_id, street_id, school_id"
_CHOSEN = ", ".join(f"%({name})s::{kind} AS {name}" for name, kind in _GIVEN.items())


def _list(name: str) -> str:
    return f"given.{name}"


def _in(column: str, name: str) -> str:
    return f"{column} = ANY({_list(name)})"


def _branches(criteria: Criteria, whom: str) -> list[str]:
    """A query for each way in; each reads one B-tree."""
    ways = [*_by_names(criteria), *_by_birth(criteria), *_by_place(criteria)]
    return [_branch(condition, criteria, whom) for wanted, condition in ways if wanted]


Way = tuple[object, str]  # when it is wanted, and its condition
_SURNAME, _FORENAME = _in("surname_id", "surnames"), _in("forename_id", "forenames")
_CROSSED_SURNAME, _CROSSED_FORENAME = (
    _in("surname_id", "swapped_surnames"),
    _in("forename_id", "swapped_forenames"),
)
_IN_RANGE = "birth_date BETWEEN %(first)s AND %(last)s"


def _by_names(criteria: Criteria) -> list[Way]:
    """By both names, straight and swapped. A child with one name only has the empty name as the other.

    Children far outside a given year or age are left out; a whole date may be mistyped anywhere.
    """
    both = criteria.forename and criteria.surname
    ranged = criteria.birth is not None and not criteria.birth.exact
    window = f" AND {_IN_RANGE}" if ranged else ""
    straight = f"{_in('surname_id', 'surnames_or_none')} AND {_in('forename_id', 'forenames_or_none')}"
    return [(both, straight + window), (both, f"{_CROSSED_SURNAME} AND {_CROSSED_FORENAME}{window}")]


def _by_birth(criteria: Criteria) -> list[Way]:
    if criteria.birth is None:
        return []
    if criteria.birth.exact:
        day, near = _in("birth_date", "likely_days"), _in("birth_date", "days")
        return [
            (criteria.surname, f"{_SURNAME} AND {day}"),
            (criteria.forename, f"{_FORENAME} AND {day}"),
            (criteria.surname, f"{_CROSSED_FORENAME} AND {day}"),
            (criteria.forename, f"{_CROSSED_SURNAME} AND {day}"),
            (criteria.surname, f"{_in('surname_id', 'likely_surnames')} AND {near}"),
            (criteria.forename, f"{_in('forename_id', 'likely_forenames')} AND {near}"),
        ]
    return [
        (not criteria.forename, f"{_SURNAME} AND {_IN_RANGE}"),
        (not criteria.surname, f"{_FORENAME} AND {_IN_RANGE}"),
    ]


def _by_place(criteria: Criteria) -> list[Way]:
    """By postcode, street and school: what a shielded child's row does not have."""
    same_day = "birth_date = %(first)s" if criteria.birth and criteria.birth.exact else "false"
    someone = f"({_SURNAME} OR {_FORENAME} OR {same_day})"
    return [
        (criteria.postcode, f"postcode_id = ANY(ARRAY({_POSTCODES})) AND {someone}"),
        (criteria.street, f"street_id = ANY(ARRAY({_places('street')})) AND {someone}"),
        (criteria.school, f"school_id = ANY(ARRAY({_places('school')})) AND {someone}"),
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


_CONFIRMED = f"(confirmed OR {_in('child_id', 'unconfirmed')})"
_OF_AREA = (
    "EXISTS (SELECT FROM registry_child c WHERE c.id = child_id AND c.responsible_authority_id = %(area)s"
    " AND c.status IN ('open', 'unconfirmed'))"
)


def _branch(condition: str, criteria: Criteria, whom: str) -> str:
    """One query. Asking for a hidden kind of value leaves out every row that lacks it (R-SHIELD-2)."""
    asked = {"postcode_id": criteria.postcode, "street_id": criteria.street, "school_id": criteria.school}
    there = "".join(f" AND {column} IS NOT NULL" for column, value in asked.items() if value)
    return (
        f"SELECT {_COLUMNS} FROM given, registry_searchrow WHERE {condition}{there}"  # noqa: S608
        f" AND {whom}"
        f" ORDER BY {_order(criteria)} DESC, child_id LIMIT {MOST_ROWS}"
    )


def _order(criteria: Criteria) -> str:
    """Roughly what the ranking will say, so that a branch cut short keeps its best."""
    terms = [
        f"coalesce(({_list(f'{one}_bits')})[array_position({_list(f'{one}s')}, {one}_id)], -5)"
        for one in ("forename", "surname")
    ]
    if criteria.birth:
        near = f"WHEN {_in('birth_date', 'days')} THEN 6"
        terms.append(f"CASE WHEN birth_date BETWEEN %(born_first)s AND %(born_last)s THEN 12 {near} ELSE 0 END")
    return " + ".join(terms)


def _parameters(criteria: Criteria, meanings: Meanings, unconfirmed: Collection[UUID]) -> dict[str, Any]:
    found: dict[str, Any] = {"unconfirmed": [str(child_id) for child_id in unconfirmed], "days": [], "likely_days": []}
    found |= {name: list(getattr(meanings, name)) for name in _NAMES}
    for one in ("forename", "surname"):
        meant: Mapping[int, Agreement] = getattr(meanings, f"{one}s")
        found[f"{one}_bits"] = [agreement.bits for agreement in meant.values()]
        found[f"{one}s_or_none"] = [*meant, meanings.nobody]
        found[f"likely_{one}s"] = list(meant)[:LIKELY]
    if (birth := criteria.birth) is not None:
        slack = timedelta() if birth.exact else SLACK
        found |= {"first": birth.first - slack, "last": birth.last + slack}
        found |= {"born_first": birth.first, "born_last": birth.last}
        if birth.exact:
            found |= {"days": [birth.first, *near_dates(birth.first)], "likely_days": likely_dates(birth.first)}
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
