"""Which parties agree with one child alone in names, day of birth and postcode? They need no look at worse pairs.

A look-up in one index for each; what else both say is weighed as always. Whoever agrees with two children so, or whose
number contradicts the child's, is not answered here.
"""

from collections import defaultdict
from dataclasses import replace
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from registry.matching.definition import Comparison, Definition
from registry.matching.sets import Relation, looking_up
from registry.matching.sql import conflict_sql, score_sql

# Of what agrees, the levels that are left; no pair with the same first name looks like twins.
AGREED: Final = {
    "forename": ("exact",), "surname": ("exact",), "birth_date": ("exact",), "place": ("address", "postcode"),
}  # fmt: skip
FIELDS: Final = ("surname_norm", "forename_norm", "birth_date", "postcode")  # the first three are an index's
WEIGHED: Final = (
    "forename_rarity", "surname_rarity", "gender", "address_norm", "school", "upn", "nhs_number",
)  # fmt: skip
COLUMNS: Final = (*FIELDS, *WEIGHED)  # what the left relation has to have


def agreed_with(
    cursor: CursorWrapper, *, left: Relation, right: Relation, by: Definition
) -> dict[Any, tuple[Any, float]]:
    """Key on the left -> the one key on the right, and the weight in bits, which is that of the same child."""
    agree = " AND ".join(f"r.{field} = l.{field}" for field in FIELDS)
    those = _agreed(by)
    with looking_up(cursor):
        cursor.execute(
            f"SELECT l.{left.key}, r.{right.key}, {score_sql('l', 'r', by=those)}, {conflict_sql('l', 'r', by=those)}"  # noqa: S608 - words of this program alone
            f" FROM {left.table} l JOIN {right.table} r ON {agree}"
        )
        found: dict[Any, dict[Any, float]] = defaultdict(dict)
        for mine, theirs, weight, conflict in cursor.fetchall():
            usable = by.new if conflict else weight
            found[mine][theirs] = max(usable, found[mine].get(theirs, usable))
    alone = {mine: next(iter(children.items())) for mine, children in found.items() if len(children) == 1}
    return {mine: (child, weight) for mine, (child, weight) in alone.items() if weight >= by.same}


def _agreed(by: Definition) -> Definition:
    return replace(by, comparisons=tuple(map(_level_of_agreement, by.comparisons)))


def _level_of_agreement(one: Comparison) -> Comparison:
    kept = AGREED.get(one.name)
    return replace(one, levels=tuple(level for level in one.levels if level.key in kept)) if kept else one
