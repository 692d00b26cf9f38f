"""What exactly of an event is sealed? Its row as a line of text COPY, which leaves no doubt where a value ends.

Words are in it as they are stored, sealed under a key that can die: verification outlives them (R-AUDIT-6).
"""

from collections.abc import Iterable
from typing import Final

from django.db import connection

from audit.merkle import leaf

_EVENTS: Final = """
    COPY (
        SELECT id, at AT TIME ZONE 'UTC', verb, actor, organisation, roles, child_number, source, because, facts,
            address, sealing, words, words_key
        FROM audit_event WHERE id = ANY ('{{{ids}}}'::bigint[]) ORDER BY id
    ) TO STDOUT
"""


class _Leaves:
    """COPY writes one row a time."""

    def __init__(self) -> None:
        self.by_event: dict[int, bytes] = {}

    def write(self, line: bytes) -> int:
        self.by_event[int(line[: line.index(b"\t")])] = leaf(line)
        return len(line)


def leaves_of(events: Iterable[int]) -> dict[int, bytes]:
    """The leaf of each of these events that is there, in the order of their ids."""
    leaves = _Leaves()
    with connection.cursor() as cursor:
        # A line must not depend on who asks.
        cursor.execute("SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL bytea_output = 'hex'")
        cursor.copy_expert(_EVENTS.format(ids=",".join(map(str, events))), leaves)
    return leaves.by_event
