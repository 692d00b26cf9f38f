"""What did each organisation reach in each month? One question to the database, however many there are (R-LARA-7).

Of signed returns alone: before that a return is its organisation's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Max, Min, Q, QuerySet

from readiness.models import GIVEN, Return, Score

MONTHS: Final = 24  # that are looked back


@dataclass(frozen=True)
class Reached:
    """`met`: the checks of the track met in a row; `due`: the one that the month's return is about."""

    organisation: UUID
    month: date
    met: int
    due: int
    percent: int
    threshold: int

    @property
    def short_by(self) -> int:
        """Per cent that are missing of the whole in the check that is due; 0 where nothing is."""
        return max(self.threshold - self.percent, 0)


ByMonth = Mapping[date, Mapping[UUID, Reached]]


def reached(*, until: date, since: date | None = None) -> ByMonth:
    """By month, and in it by organisation."""
    found: dict[date, dict[UUID, Reached]] = {}
    wanted = Return.objects.filter(state__in=GIVEN, month__lte=until)
    for one in reached_in(wanted.filter(month__gte=since) if since else wanted):
        found.setdefault(one.month, {})[one.organisation] = one
    return found


def reached_in(returns: QuerySet[Return]) -> list[Reached]:
    """What each of these signed returns came to."""
    return [_reached(row) for row in _rows(Score.objects.filter(theme="", of__in=returns))]


def _rows(scores: QuerySet[Score]) -> Iterable[Mapping[str, Any]]:
    return scores.values(whose=F("of__organisation"), when=F("of__month")).annotate(
        first_unmet=Min("check_number", filter=Q(met=False)),
        due=Max("check_number"),
        percents=ArrayAgg("percent", order_by="-check_number"),
        thresholds=ArrayAgg("threshold", order_by="-check_number"),
    )


def _reached(row: Mapping[str, Any]) -> Reached:
    met = row["due"] if row["first_unmet"] is None else row["first_unmet"] - 1
    return Reached(row["whose"], row["when"], met, row["due"], row["percents"][0], row["thresholds"][0])


def newest_month() -> date | None:
    """The last one of which anybody has signed a return."""
    found: date | None = Score.objects.filter(of__state__in=GIVEN).aggregate(newest=Max("of__month"))["newest"]
    return found
