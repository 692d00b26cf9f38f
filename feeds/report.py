"""What became of a delivery, as its supplier, a clerk and a program may know it? (R-FEED-4)"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min

from feeds.models import Delivery, DeliveryState, RowState
from feeds.reasons import Reason

COUNTS = ("received", "created", "updated", "unchanged", "waiting", "quarantined", "refused")


@dataclass(frozen=True)
class Cause:
    """Why rows were not taken, the same for all of these."""

    state: str
    code: str
    rows: int
    field: str = ""  # the column or element
    first_line: int | None = None  # only where the supplier can put it right

    @property
    def words(self) -> str:
        return Reason(self.code).words


@dataclass(frozen=True)
class Report:
    """Counts that add up, and why rows were not taken. Nothing in it is about a person."""

    delivery: str
    counts: dict[str, int]
    stopped_because: str
    stopped_at_line: int | None
    accepted: bool
    trial: bool
    again: bool
    causes: tuple[Cause, ...]  # most rows first
    dropped: dict[str, int]
    warnings: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[tuple[str, str, int], ...]:
        """State, code, rows: whatever field it is."""
        found: dict[tuple[str, str], int] = {}
        for cause in self.causes:
            found[cause.state, cause.code] = found.get((cause.state, cause.code), 0) + cause.rows
        return tuple((state, code, rows) for (state, code), rows in sorted(found.items()))

    def as_json(self) -> dict[str, Any]:
        return {**self.counts, "stopped_because": self.stopped_because or None, "delivery": self.delivery}

    def as_text(self) -> str:
        lines = [f"{name} {self.counts[name]}" for name in COUNTS]
        lines += [f"  {state} {rows}: {Reason(code).words}" for state, code, rows in self.reasons]
        if self.dropped:
            fields = ", ".join(f"{name} ({rows})" for name, rows in self.dropped.items())
            lines.append(f"Dropped unread, because the registry may not hold it: {fields}")
        lines += [f"Warning: {warning}." for warning in self.warnings]
        if self.again:
            lines.append("This file was received before: nothing was changed.")
        if self.trial:
            lines.append("This was a trial: nothing was changed.")
        if self.stopped_because:
            place = f" (Line {self.stopped_at_line}.)" if self.stopped_at_line else ""
            lines.append(f"Stopped: {Reason(self.stopped_because).words}{place} Delivery {self.delivery}.")
        return "\n".join(lines)


def report(delivery: Delivery, *, again: bool = False) -> Report:
    """The report of a delivery, or of its coming `again`, which changed nothing of what it had said before.

    The rows of one that is stopped wait for a person too.
    """
    counts = {name: int(getattr(delivery, name)) for name in COUNTS}
    counts["waiting"] += delivery.pending
    if again:
        counts["unchanged"] += counts["created"] + counts["updated"]
        counts["created"] = counts["updated"] = 0
    return Report(
        delivery=str(delivery.pk),
        counts=counts,
        stopped_because=delivery.stopped_because,
        stopped_at_line=delivery.stopped_at_line,
        accepted=delivery.state == DeliveryState.DONE and not delivery.stopped_because,
        trial=delivery.trial,
        again=again,
        causes=causes_of(delivery),
        dropped=delivery.dropped,
        warnings=tuple(warnings_of(delivery)),
    )


def causes_of(delivery: Delivery) -> tuple[Cause, ...]:
    """Why rows were not taken, most rows first. Of a trial the rows may be gone, and what was counted is left."""
    rows = delivery.rows.exclude(reason_code="").values_list("state", "reason_code", "field")
    found = [
        Cause(state, code, count, field, line if state == RowState.QUARANTINED else None)
        for state, code, field, count, line in rows.annotate(Count("id"), Min("line"))
    ]
    kept = found or [Cause(state, code, count) for state, code, count in delivery.reasons]
    return tuple(sorted(kept, key=lambda cause: (-cause.rows, cause.state, cause.code, cause.field)))


def reasons_of(delivery: Delivery) -> tuple[tuple[str, str, int], ...]:
    """Why rows were not taken: state, reason code, rows."""
    rows = delivery.rows.exclude(reason_code="").values_list("state", "reason_code")
    return tuple(rows.annotate(rows=Count("id")).order_by("state", "reason_code"))


def warnings_of(delivery: Delivery) -> list[str]:
    """What nobody has to do anything about, and somebody may want to know."""
    if delivery.sequence is None or delivery.trial or delivery.state == DeliveryState.REFUSED:
        return []
    taken = Delivery.objects.filter(source=delivery.source_id, trial=False, sequence__lt=delivery.sequence)
    before = taken.exclude(state=DeliveryState.REFUSED).aggregate(last=Max("sequence"))["last"]
    if before is None or before + 1 == delivery.sequence:
        return []
    missing = range(before + 1, delivery.sequence)
    if len(missing) == 1:
        return [f"Delivery number {missing[0]} of this source has not come"]
    return [f"Deliveries number {missing[0]} to {missing[-1]} of this source have not come"]
