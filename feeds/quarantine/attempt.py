"""Can these rows be taken now? They run through the very code that read and staged them first (security.md 3.3)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from feeds.formats.row import FeedError
from feeds.models import RowState, StagedRow
from feeds.parsing import parse_again
from feeds.quarantine.content import Cells, Content, content_of
from feeds.reasons import Reason
from feeds.sealing import Said
from feeds.stage import Staging, Tally, as_staged

WRITTEN = ("state", "reason_code", "field", "as_at", "key_token", "said_token", "restricted", "sealed")


@dataclass(frozen=True)
class Try:
    """A row with what it holds now, and what its cells were before."""

    row: StagedRow
    content: Content
    before: Cells = field(default_factory=dict, repr=False)

    @property
    def changed(self) -> tuple[str, ...]:
        now = self.content if isinstance(self.content, dict) else {}
        return tuple(where for where in now if now[where] != self.before.get(where, ""))


Change = Callable[[StagedRow, Cells], Cells]


def try_with(change: Change, row: StagedRow, staging: Staging) -> Try:
    """The row as the change leaves it; one of which no cells are kept stays as it is."""
    cells = content_of(row, staging.sealer)
    return Try(row, change(row, cells), cells) if isinstance(cells, dict) else Try(row, cells)


@dataclass(frozen=True)
class Outcome:
    """What a row would become: the columns as staging writes them."""

    tried: Try
    columns: tuple[Any, ...]

    @property
    def state(self) -> str:
        return str(self.columns[0])

    @property
    def reason(self) -> str:
        return str(self.columns[1])

    @property
    def is_good(self) -> bool:
        return self.state == RowState.RECEIVED

    def written(self) -> StagedRow:
        """The row with these columns, not saved."""
        row = self.tried.row
        for name, value in zip(WRITTEN, self.columns, strict=True):
            setattr(row, name, datetime.fromisoformat(value) if name == "as_at" and isinstance(value, str) else value)
        return row


def attempt(tries: Sequence[Try], staging: Staging, *, keys: set[str] | None = None, at: datetime) -> list[Outcome]:
    """Each row in its turn. Nothing is written yet. The keys of rows that are good now are added to `keys`."""
    with_cells = [one for one in tries if isinstance(one.content, dict)]
    read = {one.row.pk: found for one, found in zip(with_cells, _read(with_cells, staging, at=at), strict=True)}
    return [
        Outcome(one, _columns(one, read.get(one.row.pk), staging, set() if keys is None else keys)) for one in tries
    ]


def _read(tries: Sequence[Try], staging: Staging, *, at: datetime) -> list[dict[str, Any]]:
    """What the format says of these cells; a row on which the reader breaks stands alone in the end."""
    if not tries:
        return []
    source = staging.delivery.source
    rows = [(one.row.line, one.content) for one in tries if isinstance(one.content, dict)]
    try:
        known = staging.authorities
        read = parse_again(source.format, rows, at=at, mapping=source.mapping, authorities=known)
        return [row for row in read if "end" not in row]
    except FeedError as error:
        if len(tries) == 1:
            return [{"bad": error.reason, "field": "", "dropped": (), "line": tries[0].row.line}]
        middle = len(tries) // 2
        return [*_read(tries[:middle], staging, at=at), *_read(tries[middle:], staging, at=at)]


def _columns(one: Try, read: dict[str, Any] | None, staging: Staging, keys: set[str]) -> tuple[Any, ...]:
    if isinstance(one.content, Said):
        read = _said_again(one.row, one.content)
    if read is None:  # nothing was kept of it
        return tuple(getattr(one.row, name) for name in WRITTEN)
    if "bad" in read:
        read["raw"] = one.content
    try:
        return as_staged(read, staging, Tally(received=one.row.number, keys=keys))
    except FeedError as error:
        return quarantined(one, error.reason, staging)


def _said_again(row: StagedRow, said: Said) -> dict[str, Any]:
    as_at = row.as_at.isoformat() if row.as_at else None
    return {
        "row": said.read().as_dict(),
        "key": said.key,
        "authority": said.authority,
        "as_at": as_at,
        "line": row.line,
    }


def quarantined(one: Try, reason: Reason, staging: Staging) -> tuple[Any, ...]:
    """It stays, with what it holds."""
    if isinstance(one.content, dict):
        sealed = staging.sealer.seal_cells(one.row.number, one.content)
        return (RowState.QUARANTINED, reason, "", None, None, None, False, sealed)
    return (RowState.QUARANTINED, reason, "", *(getattr(one.row, name) for name in WRITTEN[3:]))


def without_contradictions(outcomes: Sequence[Outcome], staging: Staging) -> list[Outcome]:
    """One child once in a delivery: what says something else of the same moment stays in quarantine.

    So it is when rows are staged; here the others may have been applied long ago.
    """
    said = _said_in(staging, outcomes)
    for one in outcomes:
        if one.is_good:
            said[_moment(one)].add(bytes(one.columns[5]))
    return [
        replace(one, columns=quarantined(one.tried, Reason.DUP_ROW, staging))
        if one.is_good and len(said[_moment(one)]) > 1
        else one
        for one in outcomes
    ]


def _moment(one: Outcome) -> tuple[bytes, datetime | None]:
    as_at = one.columns[3]
    return bytes(one.columns[4]), datetime.fromisoformat(as_at) if isinstance(as_at, str) else as_at


def _said_in(staging: Staging, outcomes: Sequence[Outcome]) -> defaultdict[tuple[bytes, datetime | None], set[bytes]]:
    said: defaultdict[tuple[bytes, datetime | None], set[bytes]] = defaultdict(set)
    for key, as_at, token in _kept(staging, [one for one in outcomes if one.is_good]):
        said[bytes(key), as_at].add(bytes(token))
    return said


def _kept(staging: Staging, good: Sequence[Outcome]) -> Iterator[tuple[Any, datetime | None, Any]]:
    rows = StagedRow.objects.filter(delivery=staging.delivery, key_token__in=[one.columns[4] for one in good])
    taken = rows.exclude(state__in=(RowState.QUARANTINED, RowState.REFUSED))
    yield from taken.values_list("key_token", "as_at", "said_token")
