"""Is the log as it was sealed? Every event is hashed again, outside the database, and every seal checked (R-AUDIT-2).

The database alone cannot show that its last seals were cut off together with their events, or that everything was
written anew by whoever also has the key: seals that were exported before do (`against`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db import connection, transaction

from audit.lines import leaves_of
from audit.merkle import BYTES, root
from audit.models import Seal, Unsealed
from audit.notes import FIRST, Note
from audit.signing import SealKeys, seal_keys

AT_ONCE: Final = 50_000  # events read in one go
LONGEST_WRITE: Final = timedelta(
    days=1
)  # no transaction lasts longer: an id that turns up later was not drawn in its turn
_UNSEALED: Final = 2**63  # after all seals

_STRANGERS: Final = """
    SELECT event.id FROM audit_event event
    LEFT JOIN (
        SELECT unnest(events) AS id FROM audit_seal UNION ALL SELECT event_id FROM audit_unsealed
    ) known USING (id)
    WHERE known.id IS NULL ORDER BY event.id
"""
_NEVER_SEALED: Final = """
    SELECT event_id FROM audit_unsealed WHERE event_id NOT IN (SELECT id FROM audit_event) ORDER BY event_id
"""


class Finding(NamedTuple):
    """Something that is not as it was sealed; the smallest is the first. `event` is 0 where it is a seal."""

    seal: int
    event: int
    sentence: str


@dataclass
class Report:
    """What was checked, and what was found: nothing, if the log is whole."""

    events: int = 0
    seals: int = 0
    waiting: int = 0  # events that are not sealed yet
    findings: list[Finding] = field(default_factory=list)


def verify(*, against: Iterable[Note] = (), keys: SealKeys | None = None) -> Report:
    """Checks the whole log as it stands at this moment, and these exported seals against it."""
    keys = keys or seal_keys()
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        report = Report(waiting=Unsealed.objects.count())
        found = [*_chain(keys), *_exported(against, keys), *_sealed(report), *_unsealed()]
    report.findings = sorted(found)
    return report


def _chain(keys: SealKeys) -> Iterator[Finding]:
    """Each seal signed, and following the one before."""
    last: Note | None = None
    for one in Seal.objects.defer("events", "leaves").order_by("number").iterator():
        expected = last.number + 1 if last else 1
        if one.number != expected:
            yield Finding(expected, 0, f"Seal {expected} is missing.")
        elif one.note.previous != (last.hash if last else FIRST):
            yield Finding(
                one.number, 0, f"Seal {one.number} does not follow the seal before it: one of them was altered."
            )
        if not keys.believes(one.note.signed, name=one.key, signature=bytes(one.signature)):
            yield Finding(one.number, 0, f"Seal {one.number} was altered: no key of ours signed what it says.")
        last = one.note


def _exported(notes: Iterable[Note], keys: SealKeys) -> Iterator[Finding]:
    """Each of these signed by us, and the same in the database: so that its owner cannot rewrite it unseen."""
    for note in notes:
        if not keys.believes(note.signed, name=note.key, signature=note.signature):
            yield Finding(note.number, 0, f"Seal {note.number}, as exported, was signed by no key of ours.")
            continue
        kept = Seal.objects.defer("events", "leaves").filter(pk=note.number).first()
        if kept is None:
            yield Finding(note.number, 0, f"Seal {note.number} was exported, and is missing: the log was cut off.")
        elif kept.note.signed != note.signed:
            yield Finding(note.number, 0, f"Seal {note.number} is not the one that was exported.")


def _sealed(report: Report) -> Iterator[Finding]:
    turns = _Turns()
    for seals in _some(Seal.objects.order_by("number").iterator(chunk_size=10)):
        found = leaves_of(event for one in seals for event in one.events)
        for one in seals:
            yield from _in_seal(one, found)
            yield from turns.late(one)
        report.events += len(found)
        report.seals += len(seals)


def _some(seals: Iterable[Seal]) -> Iterator[list[Seal]]:
    """Seals with about as many events as are read in one go."""
    some: list[Seal] = []
    for one in seals:
        some.append(one)
        if sum(len(kept.events) for kept in some) >= AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _in_seal(one: Seal, found: dict[int, bytes]) -> Iterator[Finding]:
    leaves = _split(bytes(one.leaves))
    if root(leaves) != bytes(one.root) or not len(leaves) == len(one.events) == one.size:
        span = f"events {one.events[0]} to {one.events[-1]}" if one.events else "no events"
        yield Finding(one.number, 0, f"Seal {one.number} ({span}) was altered: its hashes do not make its root.")
    for event, leaf in zip(one.events, leaves, strict=False):
        if (now := found.get(event)) != leaf:
            yield Finding(one.number, event, _touched(event, one.number, gone=now is None))


def _touched(event: int, number: int, *, gone: bool) -> str:
    if gone:
        return f"Event {event} was removed: seal {number} holds it."
    return f"Event {event} was altered, or exchanged for another: it is not what seal {number} holds."


def _split(leaves: bytes) -> Sequence[bytes]:
    return [leaves[start : start + BYTES] for start in range(0, len(leaves), BYTES)]


class _Turns:
    """Ids are drawn in turn. One that is lower than those of a day ago was put into a gap afterwards."""

    def __init__(self) -> None:
        self._highest: list[tuple[datetime, int]] = []  # by the time of the seal, while it may still be young
        self._settled = 0

    def late(self, one: Seal) -> Iterator[Finding]:
        while self._highest and self._highest[0][0] <= one.at - LONGEST_WRITE:
            self._settled = max(self._settled, self._highest.pop(0)[1])
        for event in one.events:
            if event <= self._settled:
                text = f"Event {event} was inserted: it came more than a day after the events around it."
                yield Finding(one.number, event, text)
        if one.events:
            self._highest.append((one.at, one.events[-1]))


def _unsealed() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_STRANGERS)
        for (event,) in cursor.fetchall():
            yield Finding(_UNSEALED, event, f"Event {event} was inserted: no seal holds it, and it waits for none.")
        cursor.execute(_NEVER_SEALED)
        for (event,) in cursor.fetchall():
            yield Finding(_UNSEALED, event, f"Event {event} was removed before it was sealed.")
