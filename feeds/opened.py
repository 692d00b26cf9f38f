"""What do the rows of a batch say, and which of them were said before?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from feeds.models import Delivery, StagedRow
from feeds.places import Places, places_of
from feeds.reasons import Reason
from feeds.sealing import Said, Sealer
from registry import statements
from registry.assertion import Assertion, digest
from registry.models import WaitingRow
from registry.retractions import retracted


@dataclass(frozen=True)
class Pending:
    """A staged row, opened; `text` is what it says of known places, in its written form."""

    row: StagedRow
    said: Said
    assertion: Assertion
    text: str


@dataclass(frozen=True)
class Opened:
    """The rows of a batch, and the places that they speak of."""

    delivery: Delivery
    rows: Sequence[Pending]
    places: Places

    @classmethod
    def of(cls, delivery: Delivery, rows: Sequence[StagedRow]) -> Self:
        sealer = Sealer(delivery)
        opened = [(row, sealer.open_row(row.number, row.sealed or b"")) for row in rows]
        read = [(row, said, said.read()) for row, said in opened]
        places = places_of((assertion for *_, assertion in read), (said.authority for _, said, _ in read))
        return cls(delivery, [_pending(row, said, assertion, places) for row, said, assertion in read], places)

    def responsible(self, one: Pending) -> UUID | None:
        """Whose child this is, if it is a new one."""
        return self.places.responsible(one.assertion, authority=one.said.authority, source=self.delivery.source)


def _pending(row: StagedRow, said: Said, assertion: Assertion, places: Places) -> Pending:
    known = places.known_only(assertion)
    return Pending(row, said, known, said.text if known is assertion else known.as_text())


def said_before(opened: Opened) -> dict[int, str]:
    """Rows that say what their source said already, said newer, or takes back and never said: row -> reason."""
    keys = [one.said.key for one in opened.rows]
    kept = statements.last_said(keys, source=opened.delivery.source)
    before = {key: (one.digest, one.as_at) for key, one in kept.items()}
    waiting = _waiting_since(opened)
    gone = retracted([bytes(one.row.key_token or b"") for one in opened.rows], source=opened.delivery.source)
    found: dict[int, str] = {}
    for one in opened.rows:
        told, as_at = before.get(one.said.key, (b"", None))
        if _older(one, waiting.get(one.row.pk)) or _older(one, gone.get(bytes(one.row.key_token or b""))):
            found[one.row.pk] = Reason.STALE
        elif as_at is None and one.assertion.withdrawn:
            found[one.row.pk] = Reason.NEVER_SAID
        elif told == digest(one.text):
            found[one.row.pk] = ""
        elif _older(one, as_at):
            found[one.row.pk] = Reason.STALE
    return found


def taken_back(opened: Opened) -> dict[bytes, datetime]:
    """The keys under which these rows take back what was said, and as of when."""
    rows = (one.row for one in opened.rows if one.assertion.withdrawn)
    return {bytes(row.key_token or b""): row.as_at or opened.delivery.received_at for row in rows}


def _older(one: Pending, than: datetime | None) -> bool:
    return than is not None and one.row.as_at is not None and one.row.as_at < than


def _waiting_since(opened: Opened) -> dict[int, datetime]:
    """Of which moment the statements are that wait for a person under the keys of these rows."""
    tokens = {bytes(one.row.key_token or b""): one.row.pk for one in opened.rows}
    kept = WaitingRow.objects.filter(source=opened.delivery.source, key_token__among=set(tokens), ended_at=None)
    return {tokens[bytes(key)]: as_at for key, as_at in kept.values_list("key_token", "as_at")}
