"""How do all rows of a delivery get into the database before anything is done with one? (R-FEED-3, security.md 3.3)"""

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import connection

from accounts.models import Kind, Organisation
from contactpoint.vault.tokens import token
from feeds.allowed import Allowed
from feeds.formats.row import FeedError
from feeds.models import Correction, Delivery, DeliveryState, Fix, RowState, StagedRow
from feeds.parsing import parse
from feeds.reasons import REFUSES, Reason
from feeds.sealing import Said, Sealer
from registry.assertion import written
from registry.copying import copy_rows
from registry.statements import known_among, spoken_of
from registry.waiting import key_token

PIECE = 5_000  # rows of one COPY, kept with how far the file is read
INVENTED_NUMBERS = "999"
MOST_FIELDS = 50  # names of dropped fields that are remembered
COLUMNS = (
    "delivery_id", "number", "line", "state", "reason_code", "field", "as_at", "key_token", "said_token", "restricted",
    "sealed",
)  # fmt: skip


Row = tuple[Any, ...]


@dataclass
class Tally:
    """What was counted while staging."""

    received: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    total: int | None = None
    keys: set[str] = field(default_factory=set)  # of the rows that are being copied
    new_keys: int = 0  # children of whom the source never spoke
    known_keys: int = 0

    @classmethod
    def so_far(cls, delivery: Delivery) -> Self:
        """Of the rows that are staged."""
        dropped = Counter(delivery.dropped)
        return cls(delivery.received, dropped, new_keys=delivery.new_keys or 0, known_keys=delivery.known_keys)


@dataclass(frozen=True)
class Staging:
    """What is needed to turn what was read into staged rows."""

    delivery: Delivery
    sealer: Sealer
    allowed: Allowed
    authorities: frozenset[str]  # DfE codes


def staging_of(delivery: Delivery) -> Staging:
    codes = Organisation.objects.filter(kind=Kind.AUTHORITY).values_list("code", flat=True)
    return Staging(delivery, Sealer(delivery), Allowed(delivery.source), frozenset(codes))


class Reader:
    """The file of a delivery, behind the rows of it that are staged. To be closed: a process reads it."""

    def __init__(self, delivery: Delivery, *, at: datetime) -> None:
        self.delivery: UUID = delivery.pk
        self.described_at = delivery.source.described_at
        self.tally = Tally.so_far(delivery)
        self.staged = self.tally.received
        self._rows = _rows(staging_of(delivery), self.tally, at=at)

    def next_piece(self) -> list[Row]:
        """Fewer than a piece has: the file is at its end. Raises FeedError."""
        return list(islice(self._rows, PIECE))

    def reads(self, delivery: Delivery) -> bool:
        """Whether what comes next here comes next there, by the same description of the source."""
        known = (DeliveryState.RECEIVED, self.staged, self.described_at)
        return (delivery.state, delivery.received, delivery.source.described_at) == known

    def close(self) -> None:
        self._rows.close()


def keep(rows: Sequence[Row], reader: Reader, delivery: Delivery, *, at: datetime) -> bool:
    """Writes a piece by COPY, with how far the file is; whether it goes on. Raises FeedError.

    Inside the caller's transaction. Until the whole is judged, every row counts as pending.
    """
    tally = reader.tally
    with connection.cursor() as cursor:
        copy_rows(cursor, StagedRow._meta.db_table, COLUMNS, rows)
    _count_keys(delivery, tally)
    goes_on = len(rows) == PIECE
    if not goes_on:
        _check_totals(delivery, tally)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.RECEIVED if goes_on else DeliveryState.READ,
        received=tally.received,
        pending=tally.received,
        dropped=dict(tally.dropped.most_common()),
        new_keys=tally.new_keys,
        known_keys=tally.known_keys,
        staged_at=at,
    )
    reader.staged = tally.received
    return goes_on


def settle(delivery: Delivery, *, mend: Callable[[Staging, set[str]], None]) -> None:
    """Compares the staged rows with each other, and counts them, inside the caller's transaction; does not save.

    `mend` puts right what the rules of the source can before that; it adds the keys of these rows.
    """
    tally = Tally.so_far(delivery)
    mend(staging_of(delivery), tally.keys)
    _count_keys(delivery, tally)
    delivery.new_keys, delivery.known_keys = tally.new_keys, tally.known_keys
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_OUT, [RowState.REFUSED.value, Reason.NOT_WANTED.value, delivery.pk])
        _settle_repeated_keys(cursor, delivery)
    if delivery.source.complete:
        delivery.vanished = max(0, spoken_of(delivery.source) - tally.known_keys)


def forget_rows(delivery: Delivery) -> None:
    """In the database: they may be a million."""
    with connection.cursor() as cursor:
        for table in (Fix, Correction):
            cursor.execute(_FORGET_OF_ROWS.format(table=table._meta.db_table), [delivery.pk])
        cursor.execute("DELETE FROM feeds_stagedrow WHERE delivery_id = %s", [delivery.pk])
    delivery.pieces.all().delete()


_FORGET_OF_ROWS = """
    DELETE FROM {table} f USING feeds_stagedrow r WHERE f.row_id = r.id AND r.delivery_id = %s
"""


def _check_totals(delivery: Delivery, tally: Tally) -> None:
    """What the file says of itself at its end, and what its manifest announced. Raises FeedError."""
    if tally.total is None and delivery.source.control_total_required:
        raise FeedError(Reason.TOTAL_MISSING)
    if tally.total not in (None, tally.received):
        raise FeedError(Reason.TOTAL_WRONG)
    if delivery.announced not in (None, tally.received):
        raise FeedError(Reason.COUNT_WRONG)


def _count_keys(delivery: Delivery, tally: Tally) -> None:
    """Of how many children the source spoke before (R-FEED-4: a sudden jump)."""
    known = known_among(tally.keys, source=delivery.source)
    tally.known_keys += known
    tally.new_keys += len(tally.keys) - known
    tally.keys.clear()


def _rows(staging: Staging, tally: Tally, *, at: datetime) -> Generator[Row]:
    """The rows behind those counted already: to read these again is cheap, to seal and keep them is not."""
    staged = tally.received
    for number, read in enumerate(parse(staging.delivery, at=at, authorities=staging.authorities), 1):
        if "end" in read:
            tally.total = read["total"]
            continue
        if number <= staged:
            continue
        tally.received += 1
        tally.dropped.update(
            name for name in read["dropped"] if name in tally.dropped or len(tally.dropped) < MOST_FIELDS
        )
        yield (staging.delivery.pk, tally.received, read["line"], *as_staged(read, staging, tally))


def as_staged(read: dict[str, Any], staging: Staging, tally: Tally) -> Row:
    """The columns, from `state` on, of the row just counted: when it comes, and when it is read again (R-FEED-4).

    Raises FeedError.
    """
    return _bad(read, staging, tally) if "bad" in read else _good(read, staging, tally)


def _bad(read: dict[str, Any], staging: Staging, tally: Tally) -> Row:
    """What can be put right keeps its cells, sealed like everything that may be about a shielded child."""
    reason = Reason(read["bad"])
    state = _state(reason)
    if state is RowState.REFUSED or not read["raw"]:
        return _unread(state, reason, read["field"])
    return (*_unread(state, reason, read["field"])[:-1], staging.sealer.seal_cells(tally.received, read["raw"]))


def _unread(state: RowState, reason: Reason, field: str = "") -> Row:
    """The columns of a row of which nothing is kept."""
    return (state, reason, field, None, None, None, False, None)


def _state(reason: Reason) -> RowState:
    return RowState.REFUSED if reason in REFUSES else RowState.QUARANTINED


def _good(read: dict[str, Any], staging: Staging, tally: Tally) -> Row:
    if settings.INVENTED and not _is_invented(read["row"]):
        raise FeedError(Reason.REAL_PERSON)
    assertion, stripped = staging.allowed.part_of(read["row"])
    tally.dropped.update(stripped)
    authority = read["authority"]
    if reason := staging.allowed.refusal(assertion, authority):
        return _unread(RowState.REFUSED, reason)
    tally.keys.add(read["key"])
    text = written(assertion)
    return (
        RowState.RECEIVED,
        "",
        "",
        read["as_at"],
        key_token(staging.delivery.source_id, read["key"]),
        token(text, purpose="feeds.said"),
        bool(assertion.get("restricted")),
        staging.sealer.seal_row(tally.received, Said(read["key"], authority, text)),
    )


def _is_invented(row: dict[str, Any]) -> bool:
    """NHS numbers that begin with 999 belong to nobody; where people train there are no others (R-USER-6)."""
    numbers = row.get("identifiers", {}).get("nhs_number", ())
    return all(number.startswith(INVENTED_NUMBERS) for number in numbers)


def _settle_repeated_keys(cursor: Any, delivery: Delivery) -> None:
    """One child once in a delivery: different statements of one moment contradict each other, older ones are stale.

    In the database: in a file of involvements nearly every key comes more than once. A person may yet choose one of
    those that contradict each other, so they are kept.
    """
    ends = (RowState.QUARANTINED, RowState.UNCHANGED, Reason.DUP_ROW, Reason.STALE)
    cursor.execute(_SETTLE_REPEATED, [*map(str, ends), delivery.pk])


# What people said once and for all that they do not take (R-REC-7).
_KEEP_OUT = """
    UPDATE feeds_stagedrow w SET state = %s, reason_code = %s, sealed = NULL
    FROM registry_keptout k WHERE k.key_token = w.key_token AND w.delivery_id = %s AND w.state = 'received'
"""


_SETTLE_REPEATED = """
    UPDATE feeds_stagedrow w
    SET state = CASE WHEN r.contradicts THEN %s ELSE %s END,
        reason_code = CASE WHEN r.contradicts THEN %s ELSE %s END,
        sealed = CASE WHEN r.contradicts THEN w.sealed END
    FROM (
        SELECT id, contradicts,
               row_number() OVER (PARTITION BY key_token, contradicts ORDER BY as_at DESC, number) AS place
        FROM (SELECT id, key_token, as_at, number, count(*) OVER (PARTITION BY key_token) AS times,
                     min(encode(said_token, 'hex')) OVER moment <> max(encode(said_token, 'hex')) OVER moment
                         AS contradicts
              FROM feeds_stagedrow WHERE delivery_id = %s AND state = 'received'
              WINDOW moment AS (PARTITION BY key_token, as_at)) r
        WHERE times > 1) r
    WHERE w.id = r.id AND (r.contradicts OR r.place > 1)
"""
