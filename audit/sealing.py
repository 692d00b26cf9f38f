"""How are events sealed? In batches, each with a signed hash over all of it, chained to the one before (R-AUDIT-2).

Whoever writes an event leaves its id among the unsealed in the same transaction, and waits for nobody. The sealer takes
what is committed, whatever the order of ids; what commits later is in a later batch. Killed, it has taken nothing.
"""

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from audit.lines import leaves_of
from audit.merkle import BYTES, root
from audit.models import Seal
from audit.notes import FIRST, Note
from audit.signing import SealKeys, seal_keys

MOST_AT_ONCE: Final = 20_000  # events in a seal
GONE: Final = bytes(BYTES)  # the leaf of an event that was there and is not: it stays in the seal, and is missed
_ONE_SEALER: Final = 7_305_811_427  # an advisory lock: two sealers would make two seals of one number

_TAKE: Final = """
    DELETE FROM audit_unsealed WHERE event_id IN (SELECT event_id FROM audit_unsealed ORDER BY event_id LIMIT %s)
    RETURNING event_id
"""


def seal_all(*, at: datetime, keys: SealKeys | None = None) -> int:
    """Seals whatever waits, in as many batches as it needs, each a transaction. How many events were sealed.

    Raises ImproperlyConfigured where no key seals.
    """
    sealed = 0
    while made := seal(at=at, keys=keys):
        sealed += made.size
    return sealed


def seal(*, at: datetime, keys: SealKeys | None = None) -> Seal | None:
    """One seal over the events that wait; None when none does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_SEALER])
        cursor.execute(_TAKE, [MOST_AT_ONCE])
        events = sorted(event for (event,) in cursor.fetchall())
        if not events:
            return None
        found = leaves_of(events)
        leaves = [found.get(event, GONE) for event in events]
        note = _next_note(leaves, at=at)
        key, signature = (keys or seal_keys()).sign(note.signed)
        signed = note._replace(key=key, signature=signature)
        return Seal.objects.create(**signed._asdict(), events=events, leaves=b"".join(leaves))


def _next_note(leaves: list[bytes], *, at: datetime) -> Note:
    last = Seal.objects.order_by("-number").first()
    number, previous = (last.number + 1, last.note.hash) if last else (1, FIRST)
    return Note(number, at, len(leaves), root(leaves), previous)
