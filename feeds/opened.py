"""What do the rows of a batch say, and which of them were said before?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self
from uuid import UUID

from feeds.models import Delivery
from feeds.places import Places, places_of
from feeds.reasons import Reason
from feeds.sealing import Said, Sealer
from feeds.todo import Row
from registry.assertion import Assertion, digest
from registry.models import WaitingRow
from registry.retractions import retracted
from registry.statements import Last


@dataclass
class Pending:
    """A staged row, opened; `assertion` is what it says of known places, all of it or less."""

    row: Row
    said: Said
    assertion: Assertion
    whole: bool

    @cached_property
    def text(self) -> str:
        """The assertion in its written form."""
        return self.said.text if self.whole else self.assertion.as_text()


@dataclass(frozen=True)
class Opened:
    """The rows of a batch, and the places that they speak of."""

    delivery: Delivery
    rows: Sequence[Pending]
    places: Places

    @classmethod
    def of(cls, delivery: Delivery, rows: Sequence[Row]) -> Self:
        sealer = Sealer(delivery)
        opened = [(row, sealer.open_row(row.number, row.sealed)) for row in rows]
        read = [(row, said, said.read()) for row, said in opened]
        places = places_of((assertion for *_, assertion in read), (said.authority for _, said, _ in read))
        return cls(delivery, [_pending(row, said, assertion, places) for row, said, assertion in read], places)

    def responsible(self, one: Pending) -> UUID | None:
        """Whose child this is, if it is a new one."""
        return self.places.responsible(one.assertion, authority=one.said.authority, source=self.delivery.source)


def _pending(row: Row, said: Said, assertion: Assertion, places: Places) -> Pending:
    known = places.known_only(assertion)
    return Pending(row, said, known, known is assertion)


def said_before(opened: Opened, last: Mapping[str, Last]) -> dict[int, str]:
    """Rows that say what their source said already, said newer, or takes back and never said: row -> reason."""
    newer = _newer(opened)
    found = ((one.row.pk, _nothing_new(one, last.get(one.said.key), newer)) for one in opened.rows)
    return {row: reason for row, reason in found if reason is not None}


def _nothing_new(one: Pending, before: Last | None, newer: Mapping[bytes, datetime]) -> str | None:
    """Why, if so."""
    if newer and _older(one, newer.get(one.row.key_token)):
        return Reason.STALE
    if before is None:
        return Reason.NEVER_SAID if one.assertion.withdrawn else None
    if before.digest == digest(one.text):
        return ""
    return Reason.STALE if _older(one, before.as_at) else None


def taken_back(opened: Opened) -> dict[bytes, datetime]:
    """The keys under which these rows take back what was said, and as of when."""
    rows = (one.row for one in opened.rows if one.assertion.withdrawn)
    return {row.key_token: row.as_at or opened.delivery.received_at for row in rows}


def _older(one: Pending, than: datetime | None) -> bool:
    return than is not None and one.row.as_at is not None and one.row.as_at < than


def _newer(opened: Opened) -> dict[bytes, datetime]:
    """Of which moment is what waits for a person under the keys of these rows, or took back what was said?"""
    source, tokens = opened.delivery.source, {one.row.key_token for one in opened.rows}
    waiting = WaitingRow.objects.filter(source=source, key_token__among=tokens, ended_at=None)
    newest = retracted(tokens, source=source)
    for key, as_at in waiting.values_list("key_token", "as_at"):
        newest[bytes(key)] = max(as_at, newest.get(bytes(key), as_at))
    return newest
