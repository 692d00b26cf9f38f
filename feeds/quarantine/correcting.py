"""How does a person put one row right, choose it, or give it up? (R-FEED-4)"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from feeds.models import Delivery, FixWay, StagedRow
from feeds.quarantine.attempt import Outcome, attempt, try_with, without_contradictions
from feeds.quarantine.care import row_in_care
from feeds.quarantine.content import Cells, Content, content_of
from feeds.quarantine.replaying import given_up
from feeds.quarantine.taking_in import hold, reasons_of, remember, take_in
from feeds.sealing import Sealer
from feeds.stage import staging_of


class OnlyTried(Exception):
    """A trial changes nothing, and so do corrections of it."""

    def __init__(self) -> None:
        super().__init__("This was a trial: correct the file and send it again, or make a rule")


@dataclass(frozen=True)
class Looked:
    """A row with what is kept of it, as one person sees it now."""

    row: StagedRow
    content: Content


def look(row: int, *, by: Practitioner, at: datetime) -> Looked:
    """Every look at values is written down: the row may be about any child (R-AUDIT-1). Raises NotYours."""
    found = row_in_care(row, by=by, at=at)
    content = content_of(found, Sealer(found.delivery))
    with transaction.atomic():
        _record("feed.row_looked_at", found, by=by, at=at)
    return Looked(found, content)


def correct(row: int, cells: Cells, *, by: Practitioner, at: datetime) -> Outcome:
    """The row with these cells; it is tried at once, and stays with its new reason where it is still wrong.

    No cells: a row that could be read is taken as it is. Raises NotYours, OnlyTried.
    """
    with transaction.atomic():
        found, delivery = _held(row, by=by, at=at)
        staging = staging_of(delivery)
        tried = try_with(lambda _, kept: kept | cells, found, staging)
        way = FixWay.CELL if tried.changed else FixWay.AGAIN if isinstance(tried.content, dict) else FixWay.TAKEN
        outcome = without_contradictions(attempt([tried], staging, at=at), staging)[0]
        _finish(outcome, way, delivery, by=by, at=at)
        facts = {"columns": list(tried.changed), "became": "" if outcome.is_good else outcome.reason}
        _record("feed.row_corrected", found, by=by, at=at, facts=facts)
        return outcome


def give_up(row: int, *, because: str, by: Practitioner, at: datetime) -> None:
    """Raises NotYours, OnlyTried."""
    with transaction.atomic():
        found, delivery = _held(row, by=by, at=at)
        _finish(given_up(found), FixWay.GIVEN_UP, delivery, by=by, at=at)
        _record("feed.row_given_up", found, by=by, at=at, words=because)


def _held(row: int, *, by: Practitioner, at: datetime) -> tuple[StagedRow, Delivery]:
    """The row while nobody else has it: looked up again, for somebody may have been quicker."""
    delivery = hold(row_in_care(row, by=by, at=at).delivery_id)
    if delivery.trial:
        raise OnlyTried
    return row_in_care(row, by=by, at=at), delivery


def _finish(outcome: Outcome, way: FixWay, delivery: Delivery, *, by: Practitioner, at: datetime) -> None:
    before = reasons_of([outcome.tried.row])
    take_in([outcome], delivery, at=at)
    remember([outcome], way, before=before, by=by, at=at)


def _record(
    verb: str,
    row: StagedRow,
    *,
    by: Practitioner,
    at: datetime,
    facts: Mapping[str, object] | None = None,
    words: str = "",
) -> None:
    known = {"delivery": str(row.delivery_id), "row": row.number, **(facts or {})}
    record(verb, at=at, actor=actor(by), source=row.delivery.source.code, facts=known, words=words)
