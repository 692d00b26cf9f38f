"""What would a corrected spreadsheet change, and how is it taken in? Looked at first, then replayed (R-FEED-4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from contactpoint.jobs.queue import promise
from feeds.models import Correction, Replay, ReplayKind, StagedRow
from feeds.quarantine.attempt import Outcome, Try, attempt
from feeds.quarantine.care import replay_in_care, source_in_care
from feeds.quarantine.content import Cells, in_quarantine
from feeds.quarantine.replaying import STEP, corrections_of
from feeds.quarantine.sheet import RELATED, SheetRow, as_cell, opened, places, read_sheet
from feeds.sealing import Sealer
from feeds.stage import staging_of

ROWS_AT_ONCE: Final = 1_000
KEPT_FOR: Final = timedelta(days=14)  # a file that nobody confirms: its cells are about children


class NothingChanged(Exception):
    """The file says nothing that the rows do not say."""

    def __init__(self) -> None:
        super().__init__("The selected file changes nothing: no row of it in quarantine here has a different cell")


def bring_back(content: bytes, *, file_name: str, source: UUID, by: Practitioner, at: datetime) -> Replay:
    """Keeps what the file changes, sealed, until somebody confirms it.

    Raises NotYours, table.Mistake, NothingChanged.
    """
    known = source_in_care(source, by=by, at=at)
    sheet = read_sheet(content, file_name=file_name)
    ids = [one.row for one in sheet]
    held = in_quarantine().filter(pk__in=ids, delivery__source=known)
    rows = opened(held.filter(delivery__trial=False).select_related(*RELATED).order_by("pk"))
    changed = _changed(rows, {one.row: one for one in sheet})
    if not changed:
        raise NothingChanged
    with transaction.atomic():
        replay = Replay.objects.create(
            kind=ReplayKind.FILE, source=known, by=by, at=at, rows=len(changed), through=changed[-1][0].pk
        )
        kept = [Correction(replay=replay, row=row, sealed=_sealed(row, cells)) for row, cells in changed]
        Correction.objects.bulk_create(kept, batch_size=ROWS_AT_ONCE)
        facts = {"replay": str(replay.pk), "rows": len(sheet), "changed": len(changed)}
        record("feed.corrections_uploaded", at=at, actor=actor(by), source=known.code, facts=facts)
    return replay


def _changed(rows: Sequence[tuple[StagedRow, Cells]], sheet: dict[int, SheetRow]) -> list[tuple[StagedRow, Cells]]:
    """Of each row the cells that are not as they were. What the sheet has no column for, or we have not, stays."""
    known = {where for row, cells in rows for where in places(row, cells)}
    found = []
    for row, cells in rows:
        told = sheet[row.pk].cells
        new = {where: text for where, text in told.items() if where in known and text != as_cell(cells.get(where, ""))}
        if new:
            found.append((row, new))
    return found


def _sealed(row: StagedRow, cells: Cells) -> bytes:
    return Sealer(row.delivery).seal_cells(row.number, cells)


@dataclass(frozen=True)
class Changes:
    """What confirming would do."""

    rows: int  # that the file changes and that are still in quarantine
    good: int  # of them, that could then be read
    columns: tuple[tuple[str, int], ...]  # and in how many rows each is changed


def changes(replay: Replay, *, at: datetime) -> Changes:
    """Tries all of it and writes nothing."""
    columns: dict[str, int] = {}
    outcomes = list(_outcomes(replay, at=at))
    for outcome in outcomes:
        for where in outcome.tried.changed:
            columns[where] = columns.get(where, 0) + 1
    return Changes(len(outcomes), sum(one.is_good for one in outcomes), tuple(columns.items()))


def _outcomes(replay: Replay, *, at: datetime) -> list[Outcome]:
    held = in_quarantine().filter(pk__in=replay.corrections.values("row"))
    rows = opened(held.select_related(*RELATED, "delivery__source__area").order_by("pk"))
    found: list[Outcome] = []
    for delivery in {row.delivery_id: row.delivery for row, _ in rows}.values():
        staging = staging_of(delivery)
        own = [(row, cells) for row, cells in rows if row.delivery_id == delivery.pk]
        told = corrections_of(replay, [row for row, _ in own], staging.sealer)
        found += attempt([Try(row, cells | told[row.pk], cells) for row, cells in own], staging, at=at)
    return found


def confirm(replay: UUID, *, by: Practitioner, at: datetime) -> Replay:
    """The corrections are taken in, as whoever confirms them. Raises NotYours."""
    with transaction.atomic():
        found = replay_in_care(replay, by=by, at=at)
        if Replay.objects.filter(pk=replay, confirmed_at=None).update(confirmed_at=at, by=by):
            facts = {"replay": str(replay), "rows": found.rows}
            record("feed.corrections_confirmed", at=at, actor=actor(by), source=found.source.code, facts=facts)
            promise(STEP, at=at, replay=str(replay))
    return found


def forget_unconfirmed(*, at: datetime) -> int:
    """Corrected files that were only looked at, with what they say. How many went."""
    old = Replay.objects.filter(kind=ReplayKind.FILE, confirmed_at=None, at__lt=at - KEPT_FOR)
    count = old.count()
    old.delete()
    return count
