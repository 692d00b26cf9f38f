"""What does the supplier get back of a delivery: which row, which column, why, and what was done? No value (SEC-26)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from feeds.models import Delivery, Fix, FixWay, RowState, StagedRow
from feeds.reasons import Reason

HEADER: Final = ("Line", "Column", "What was wrong", "What was done", "Columns changed")
STILL: Final = "Not done yet: correct it in your system"
AT_ONCE: Final = 2_000


def feedback(delivery: Delivery, *, by: Practitioner, at: datetime) -> list[tuple[str, ...]]:
    """A line for each fix, and for each row that is still wrong, in the order of the file."""
    with transaction.atomic():
        record(
            "feed.feedback_taken",
            at=at,
            actor=actor(by),
            source=delivery.source.code,
            facts={"delivery": str(delivery.pk)},
        )
    lines = [*_fixed(delivery), *_still_wrong(delivery)]
    return [written for _, written in sorted(lines, key=lambda line: line[0])]


def _fixed(delivery: Delivery) -> Iterator[tuple[int, tuple[str, ...]]]:
    """What worked, and what was given up."""
    worked = Fix.objects.filter(Q(became="") | Q(way=FixWay.GIVEN_UP), row__delivery=delivery)
    for fix in worked.select_related("row", "rule").order_by("pk").iterator(chunk_size=AT_ONCE):
        done = f"{FixWay.RULE.label}: {fix.rule.words}" if fix.rule else FixWay(fix.way).label
        why = Reason(fix.reason_code).words
        yield fix.row.line, (str(fix.row.line), fix.field, why, done, ", ".join(fix.columns))


def _still_wrong(delivery: Delivery) -> Iterator[tuple[int, tuple[str, ...]]]:
    rows = StagedRow.objects.filter(delivery=delivery, state=RowState.QUARANTINED)
    for line, field, reason in rows.values_list("line", "field", "reason_code").iterator(chunk_size=AT_ONCE):
        yield line, (str(line), field, Reason(reason).words, STILL, "")
