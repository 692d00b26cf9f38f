"""Which records may be of the child described here? Found and weighed as for the row of a delivery (R-FEED-5)."""

from typing import Final
from uuid import UUID

from django.db import connection

from registry.matching.definition import Definition
from registry.matching.described import Described
from registry.matching.numbered import by_numbers
from registry.matching.rows import CHILDREN
from registry.matching.sets import Relation, compare_sets, fill
from registry.models import Child, Status

_ONE: Final = Relation("matching_one")
_PAIRS: Final = "matching_one_pairs"


def records_like(described: Described, *, by: Definition) -> set[UUID]:
    """The same child's, one that a person would have to look at, and any with a number of this child.

    Neither shielded nor closed ones, which stand in no table of descriptions, nor archived ones. Inside the caller's
    transaction.
    """
    numbered = by_numbers({1: described}).get(1, set())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_PAIRS}")
        fill(cursor, _ONE, ((1, party) for party in described.parties))
        compare_sets(cursor, left=_ONE, right=CHILDREN, into=_PAIRS, by=by, indexed=True)
        cursor.execute(f"SELECT right_id FROM {_PAIRS}")  # noqa: S608 - a word of this program
        found = numbered | {child for (child,) in cursor.fetchall()}
    archived = Child.objects.filter(pk__in=found, status=Status.ARCHIVED).values_list("pk", flat=True)
    return found.difference(archived)
