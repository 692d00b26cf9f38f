"""Does every feed come as it should? One row a feed, in a fixed number of questions to the database (ux 2(g))."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Max, Min, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from contactpoint.pages.charts import Sparkline
from feeds.models import Delivery, DeliveryState
from registry.models import Source

TREND: Final = 12  # deliveries of which the share that was accepted is drawn
_TAKEN: Final = Q(trial=False) & ~Q(state=DeliveryState.REFUSED)


class Standing(StrEnum):
    """The most urgent first."""

    FAILED = "Failed"
    WAITS = "Waits for a person"
    LATE = "Late"
    STOPPED = "Stopped by us"
    TRIAL = "Trials only"
    ON_TIME = "On time"
    NO_SCHEDULE = "No schedule"


URGENCY: Final = {standing: place for place, standing in enumerate(Standing)}
COLOURS: Final = {Standing.FAILED: "red", Standing.LATE: "red", Standing.WAITS: "yellow", Standing.STOPPED: "grey"}


@dataclass(frozen=True)
class Feed:
    """How one source stands; counts are of what was delivered in earnest."""

    source: Source
    standing: Standing
    days_late: int
    last: Delivery | None
    expected_by: date | None
    quarantined: int
    waiting: int
    oldest_quarantined: datetime | None  # when it was received
    shares: tuple[float, ...]  # of rows accepted, delivery by delivery, the oldest first

    @property
    def status(self) -> str:
        if self.standing != Standing.LATE:
            return self.standing
        return f"Late by {self.days_late} {'day' if self.days_late == 1 else 'days'}"

    @property
    def colour(self) -> str:
        return COLOURS.get(self.standing, "")

    @property
    def rows(self) -> int | None:
        return self.last.received if self.last else None

    @property
    def accepted(self) -> str:
        """Of the last delivery, as a percentage; nothing where nothing was accepted or refused yet."""
        share = accepted_share(vars(self.last)) if self.last else None
        return "" if share is None else percent(share)

    @property
    def trend(self) -> Sparkline:
        shares = ", ".join(percent(share) for share in self.shares)
        return Sparkline(self.shares, f"Accepted, the oldest delivery first: {shares}")


def feeds(sources: QuerySet[Source], *, at: datetime) -> list[Feed]:
    """The most urgent first, then by name."""
    rows = list(sources)
    last, sums, shares = _last(rows), _sums(rows), _shares(rows)
    on = timezone.localdate(at)
    found = [_feed(source, last.get(source.pk), sums.get(source.pk, {}), shares[source.pk], on=on) for source in rows]
    return sorted(found, key=lambda feed: (URGENCY[feed.standing], -feed.days_late, feed.source.name))


def late(sources: QuerySet[Source], *, at: datetime) -> list[Feed]:
    """Those that should have come, whatever else is the matter with them."""
    return [feed for feed in feeds(sources, at=at) if feed.days_late]


def percent(share: float) -> str:
    """Never 100% when something is missing."""
    tenths = int(share * 1000)
    return f"{tenths / 10:g}%"


def accepted_share(counts: Mapping[str, Any]) -> float | None:
    if not counts["received"] or counts["state"] != DeliveryState.DONE:
        return None
    taken = counts["created"] + counts["updated"] + counts["unchanged"]
    return float(taken / counts["received"])


def _feed(
    source: Source, last: Delivery | None, sums: Mapping[str, Any], shares: tuple[float, ...], *, on: date
) -> Feed:
    due = _expected_by(source, sums.get("came_at"))
    days_late = max((on - due).days, 0) if due and not source.stopped_at else 0
    return Feed(
        source=source,
        standing=_standing(source, last, days_late),
        days_late=days_late,
        last=last,
        expected_by=due,
        quarantined=sums.get("in_quarantine") or 0,
        waiting=sums.get("at_a_person") or 0,
        oldest_quarantined=sums.get("oldest"),
        shares=shares,
    )


def _standing(source: Source, last: Delivery | None, days_late: int) -> Standing:
    if source.stopped_at:
        return Standing.STOPPED
    if source.accredited_at is None:
        return Standing.TRIAL
    if last and last.state == DeliveryState.REFUSED:
        return Standing.FAILED
    if last and last.state in (DeliveryState.STOPPED, DeliveryState.REVIEW):
        return Standing.WAITS
    if days_late:
        return Standing.LATE
    return Standing.ON_TIME if source.every_days else Standing.NO_SCHEDULE


def _expected_by(source: Source, came_at: datetime | None) -> date | None:
    """So many days after the last one that was not refused, or after the source was accredited."""
    since = came_at or source.accredited_at
    if not source.every_days or not since or source.accredited_at is None:
        return None
    return timezone.localdate(since) + timedelta(days=source.every_days)


def _last(sources: Iterable[Source]) -> dict[UUID, Delivery]:
    found = Delivery.objects.filter(source__in=sources, trial=False).order_by("source_id", "-received_at")
    return {delivery.source_id: delivery for delivery in found.distinct("source_id")}


def _sums(sources: Iterable[Source]) -> dict[UUID, Mapping[str, Any]]:
    """`came_at`, `in_quarantine`, `at_a_person`, `oldest` of each."""
    found = Delivery.objects.filter(_TAKEN, source__in=sources).order_by().values("source_id")
    return {
        row["source_id"]: row
        for row in found.annotate(
            came_at=Max("received_at"),
            in_quarantine=Sum("quarantined"),
            at_a_person=Sum("waiting"),
            oldest=Min("received_at", filter=Q(quarantined__gt=0)),
        )
    }


def _shares(sources: Sequence[Source]) -> dict[UUID, tuple[float, ...]]:
    place = Window(RowNumber(), partition_by=F("source_id"), order_by=F("received_at").desc())
    done = Delivery.objects.filter(source__in=sources, trial=False, state=DeliveryState.DONE, received__gt=0)
    newest = done.annotate(place=place).filter(place__lte=TREND).order_by("received_at")
    found: dict[UUID, tuple[float, ...]] = defaultdict(tuple)
    for row in newest.values("source_id", "state", "received", "created", "updated", "unchanged"):
        found[row["source_id"]] += (accepted_share(row) or 0.0,)
    return found
