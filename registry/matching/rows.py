"""How do the descriptions of children get into the table with which the rows of a delivery are compared?

The ids of its rows grow in the order in which their writers commit, since each holds registry.index's lock: what others
changed after a moment is what has a greater id than the greatest of that moment.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from registry.copying import copy_into
from registry.matching.party import COLUMNS, Party
from registry.models import MatchRow

Moment = int  # the greatest id of registry_matchrow


def write_match_rows(parties: Mapping[UUID, Iterable[Party]], *, new: Collection[UUID] = ()) -> None:
    """Makes the rows of these children anew; `new` ones have none yet. The caller holds the lock of the index."""
    forget_match_rows([child for child in parties if child not in new])
    copy_into(MatchRow, (_row(child, party) for child, described in parties.items() for party in described))


def forget_match_rows(children: Collection[UUID]) -> None:
    """Nothing is matched with these children any more but by their own key or number."""
    if children:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM registry_matchrow WHERE child_id = ANY(%s::uuid[])", [list(map(str, children))])


def moment() -> Moment:
    """What is committed now, to ask later what was changed since."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM registry_matchrow")
        return int(cursor.fetchone()[0])


def _row(child: UUID, party: Party) -> dict[str, Any]:
    values = {name: getattr(party, name) for name in COLUMNS}
    return {"child_id": child, **{name: _array(v) if isinstance(v, tuple) else v for name, v in values.items()}}


def _array(words: tuple[str, ...]) -> str:
    """As COPY reads an array: words in normal form hold letters, digits and spaces alone."""
    return "{" + ",".join(f'"{word}"' for word in words) + "}"
