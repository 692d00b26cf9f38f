"""What did the organisations review of a month, and what not? As the national auditor sees it (R-AUDIT-3)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Min

from accounts.access import actor, require
from accounts.models import Practitioner
from audit.log import record
from oversight.models import Listing, Review, ReviewItem
from oversight.reviewing import NATIONAL, Progress, progress


@dataclass(frozen=True)
class Unjudged:
    """What was flagged within the hour there, and nobody has judged."""

    organisation: str
    flags: int
    oldest: datetime


@dataclass(frozen=True)
class England:
    """Whoever has the most left to judge comes first."""

    month: date | None
    months: tuple[date, ...]  # of which there are reviews, the newest first
    reviews: tuple[Progress, ...]
    unusual: tuple[Unjudged, ...]  # the longest unjudged first

    @property
    def not_signed(self) -> int:
        return sum(one.signed_at is None for one in self.reviews)

    @property
    def open(self) -> int:
        return sum(one.open for one in self.reviews)


def england(month: date | None, *, by: Practitioner, at: datetime) -> England:
    """Of this month, or the newest; that it was read is in the log. Raises Refused."""
    require(by, NATIONAL, by.organisation, at=at)
    months = tuple(Review.objects.order_by("-month").values_list("month", flat=True).distinct())
    chosen = _chosen(month, months)
    with transaction.atomic():
        facts = {"month": chosen.isoformat() if chosen else ""}
        record("review.opened", at=at, actor=actor(by), because="nationally", facts=facts)
    rows = progress(Review.objects.filter(month=chosen)) if chosen else ()
    return England(chosen, months, tuple(sorted(rows, key=lambda one: (-one.open, one.organisation))), unjudged())


def unjudged() -> tuple[Unjudged, ...]:
    waiting = ReviewItem.objects.filter(kind=Listing.UNUSUAL, verdict="").values("organisation__name")
    rows = waiting.annotate(flags=Count("pk"), oldest=Min("last_at")).order_by("oldest", "organisation__name")
    return tuple(Unjudged(row["organisation__name"], row["flags"], row["oldest"]) for row in rows)


def _chosen(month: date | None, months: Sequence[date]) -> date | None:
    return month if month in months else next(iter(months), None)
