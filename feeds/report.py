"""What became of a delivery, as its supplier, a clerk and a program may know it? (R-FEED-4)"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from feeds.models import Delivery, DeliveryState
from feeds.reasons import Reason

COUNTS = ("received", "created", "updated", "unchanged", "waiting", "quarantined", "refused")


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
    reasons: tuple[tuple[str, str, int], ...]  # state, code, rows
    dropped: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        return {**self.counts, "stopped_because": self.stopped_because or None, "delivery": self.delivery}

    def as_text(self) -> str:
        lines = [f"{name} {self.counts[name]}" for name in COUNTS]
        lines += [f"  {state} {rows}: {Reason(code).words}" for state, code, rows in self.reasons]
        if self.dropped:
            fields = ", ".join(f"{name} ({rows})" for name, rows in self.dropped.items())
            lines.append(f"Dropped unread, because the registry may not hold it: {fields}")
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
        reasons=tuple(map(tuple, delivery.reasons)) if delivery.trial else reasons_of(delivery),
        dropped=delivery.dropped,
    )


def reasons_of(delivery: Delivery) -> tuple[tuple[str, str, int], ...]:
    """Why rows were not taken: state, reason code, rows."""
    rows = delivery.rows.exclude(reason_code="").values_list("state", "reason_code")
    return tuple(rows.annotate(rows=Count("id")).order_by("state", "reason_code"))
