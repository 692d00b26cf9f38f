"""Too many children match: which one more detail would tell them apart best?"""

from collections import Counter
from collections.abc import Hashable, Sequence

from registry.search.criteria import Criteria, Part
from registry.search.rank import Candidate

NUMBER = "number"
# What may be asked for, in the words of the page.
DETAILS = {
    "forename": "first name",
    "surname": "last name",
    "birth": "date of birth",
    "postcode": "postcode",
    "school": "school",
    "street": "street",
    "gender": "gender",
    NUMBER: "ContactPoint number",
}


def best_details(criteria: Criteria, found: Sequence[Candidate]) -> tuple[str, ...]:
    """The keys of DETAILS that were not given in full and split these children, the best first.

    A child whose row lacks the value, a shielded one for example, is left out of that count. When nothing that the
    index holds splits them, whatever was not given is asked for, and the number when everything was.
    """
    left = {key: _left_after(key, found) for key in DETAILS if key != NUMBER and not _given(key, criteria)}
    useful = [key for key, share in left.items() if share < 1]
    return tuple(sorted(useful or left, key=lambda key: left[key])) or (NUMBER,)


def _left_after(key: str, found: Sequence[Candidate]) -> float:
    """The share of the children that would still match, on average, once the detail is known; 1 is no help."""
    values = Counter(value for candidate in found if (value := _value(key, candidate)) is not None)
    known = values.total()
    return sum(count * count for count in values.values()) / known**2 if known else 1.0


def _value(key: str, candidate: Candidate) -> Hashable:
    row = candidate.row
    return {
        "forename": row.forename or None,
        "surname": row.surname or None,
        "birth": row.birth_date,
        "postcode": row.postcode,
        "school": row.school_id,
        "street": row.street_id,
        "gender": row.gender if row.gender in ("f", "m") else None,
    }[key]


def _given(key: str, criteria: Criteria) -> bool:
    if key == "birth":
        return criteria.birth is not None and criteria.birth.exact
    if key == "postcode":
        return criteria.postcode is not None and criteria.postcode.part == Part.UNIT
    return bool(getattr(criteria, key))
