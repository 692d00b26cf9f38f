"""How do the descriptions of children get into the table with which the rows of a delivery are compared?

The ids of its rows grow in the order in which their writers commit, since each holds registry.index's lock: what others
changed after a moment is what has a greater id than the greatest of that moment.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import connection

from contactpoint.lookups import as_array
from registry.matching.party import Party
from registry.matching.sets import Relation, copy_parties

CHILDREN = Relation("registry_matchrow", "child_id")


def write_match_rows(parties: Mapping[UUID, Iterable[Party]], *, known: Collection[UUID]) -> None:
    """Makes the rows of these children anew; those of all `known` go. The caller holds the lock of the index."""
    forget_match_rows(known)
    rows = ((child, party) for child, described in parties.items() for party in described)
    with connection.cursor() as cursor:
        copy_parties(cursor, CHILDREN, rows)


def forget_match_rows(children: Collection[UUID]) -> None:
    """Nothing is matched with these children any more but by their own key or number."""
    if children:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM registry_matchrow WHERE child_id = ANY(%s::uuid[])", [as_array("uuid", children)]
            )
