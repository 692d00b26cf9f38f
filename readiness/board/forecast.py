"""When will an organisation meet the check that it does not meet yet, at the pace of its last months? (R-LARA-7)

A straight line through what it reached of the check that is due, in the months that asked it: no more than a hint, so
it says nothing from one month alone, and nothing where the line does not rise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta

from readiness.framework import Check
from readiness.models import GIVEN, Score

LOOKS_BACK: Final = 4  # months
FURTHEST: Final = 24  # months; what lies behind is as good as never


@dataclass(frozen=True)
class Forecast:
    """`month` is None where the last months do not lead there."""

    check: Check
    month: date | None

    @property
    def late(self) -> bool:
        """After the day on which the check is due."""
        return self.month is None or self.month > self.check.due


def forecasts(due: Mapping[UUID, Check], *, month: date) -> dict[UUID, Forecast]:
    """Of those organisations, each for its own check; one question to the database."""
    since = month - relativedelta(months=LOOKS_BACK - 1)
    numbers = {check.number for check in due.values()}
    rows = Score.objects.filter(
        theme="",
        check_number__in=numbers,
        of__state__in=GIVEN,
        of__month__range=(since, month),
        of__organisation__in=due,
    )
    points: dict[UUID, list[tuple[date, int]]] = {}
    for whose, number, when, percent in rows.order_by("of__month").values_list(
        "of__organisation", "check_number", "of__month", "percent"
    ):
        if number == due[whose].number:
            points.setdefault(whose, []).append((when, percent))
    return {one: Forecast(check, _meets(points.get(one, []), check.overall)) for one, check in due.items()}


def _meets(points: Sequence[tuple[date, int]], threshold: int) -> date | None:
    """The first month of the line through the first and the last point in which it reaches the threshold."""
    if len(points) < 2:
        return None
    (first, low), (last, high) = points[0], points[-1]
    months = (last.year - first.year) * 12 + last.month - first.month
    if high <= low:
        return None
    needed = ceil((threshold - high) * months / (high - low))
    return last + relativedelta(months=max(needed, 1)) if needed <= FURTHEST else None
