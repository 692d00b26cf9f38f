"""Which rows are about somebody whom the registry includes no more? They open no record, and make none (R-REC-5).

A row that means an archived record, by its source's key, a number or what it says, is not taken: of a person over age
it is refused, of a child it waits in quarantine. An officer of the responsible authority may bring that record back,
for the child lives in England again; then the row is tried again. A row about a person over age whom no open record
fits is refused, so that nobody gets a second record after the first one went.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from feeds.linked import archived_by_number
from feeds.match import Batch, Verdict
from feeds.models import RowState
from feeds.opened import Opened, Pending
from feeds.reasons import Reason
from registry import statements
from registry.matching.described import identifying
from registry.models import Child, Status
from registry.retention import is_over_age


class Ended(NamedTuple):
    """Where a row ends although nobody decided about it."""

    state: RowState
    reason: Reason


OVER_AGE = Ended(RowState.REFUSED, Reason.OVER_AGE)
IN_ARCHIVE = Ended(RowState.QUARANTINED, Reason.RECORD_ARCHIVED)


def ended_among(opened: Opened, news: Sequence[Pending]) -> dict[int, Ended]:
    """Of the rows that say something new, those that mean an archived record."""
    means = _archived_by_key(opened, news)
    others = {one.row.pk: identifying(_numbers(one)) for one in news if one.row.pk not in means}
    for row, children in archived_by_number(others).items():
        means[row] = next(iter(sorted(children)))
    born = dict(Child.objects.filter(pk__among=set(means.values())).values_list("pk", "date_of_birth"))
    today = _day(opened)
    return {one.row.pk: _ended(one, born[means[one.row.pk]], on=today) for one in news if one.row.pk in means}


def _ended(one: Pending, born: date | None, *, on: date) -> Ended:
    """By what the row says itself, where it says so: a key may have come to mean somebody else."""
    return OVER_AGE if is_over_age(one.assertion.date_of_birth or born, on=on) else IN_ARCHIVE


def over_age_among(opened: Opened, news: Sequence[Pending], batch: Batch) -> dict[int, Ended]:
    """Of the rows that would make a record, those about somebody who is no child."""
    today = _day(opened)
    new = (one for one in news if batch.judged[one.row.pk].verdict is Verdict.NEW)
    return {one.row.pk: OVER_AGE for one in new if is_over_age(one.assertion.date_of_birth, on=today)}


def described_in_archive(opened: Opened, news: Sequence[Pending], batch: Batch) -> dict[int, Ended]:
    """Of the rows that are clearly about a known child, those whose record is in the archive.

    Where that is not clear, a person decides, as about any row that resembles a record.
    """
    same = {one.row.pk: child for one in news if (child := batch.judged[one.row.pk].child)}
    archived = Child.objects.filter(pk__among=set(same.values()), status=Status.ARCHIVED)
    born = dict(archived.values_list("pk", "date_of_birth"))
    today = _day(opened)
    return {
        one.row.pk: _ended(one, born[child], on=today)
        for one in news
        if (child := same.get(one.row.pk)) and child in born
    }


def _day(opened: Opened) -> date:
    """When it was delivered: a row ends the same whenever it is looked at."""
    return timezone.localdate(opened.delivery.received_at)


def _archived_by_key(opened: Opened, news: Sequence[Pending]) -> dict[int, UUID]:
    kept = statements.last_said({one.said.key for one in news}, source=opened.delivery.source)
    children = {last.child for last in kept.values()}
    archived = set(Child.objects.filter(pk__among=children, status=Status.ARCHIVED).values_list("pk", flat=True))
    found: Mapping[int, UUID] = {one.row.pk: kept[one.said.key].child for one in news if one.said.key in kept}
    return {row: child for row, child in found.items() if child in archived}


def _numbers(one: Pending) -> list[tuple[str, str]]:
    return [(scheme, value) for scheme, values in one.assertion.identifiers.items() for value in values]
