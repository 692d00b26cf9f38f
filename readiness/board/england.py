"""What is on the page of England for one month, for all organisations or some of them? (R-LARA-7)"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta

from readiness.board.exceptions import Exceptional, exceptions
from readiness.board.forecast import Forecast, forecasts
from readiness.board.lines import Line, Status, lines
from readiness.board.reached import MONTHS, ByMonth, newest_month, reached
from readiness.board.trend import Point, trend
from readiness.framework import Check, Framework
from readiness.in_force import framework_on
from readiness.returning import check_of


@dataclass(frozen=True)
class Chosen:
    """Which organisations: each is a code, or empty for all. `exception`: one of board.exceptions."""

    region: str = ""
    stage: str = ""
    track: str = ""
    status: str = ""
    exception: str = ""


@dataclass(frozen=True)
class Board:
    """`everybody` whatever is chosen; `those` who are."""

    month: date
    months: Sequence[date]  # newest first
    asks: Framework
    everybody: Sequence[Line]
    those: Sequence[Line]
    trend: Sequence[Point]
    exceptions: Sequence[Exceptional]
    forecasts: Mapping[UUID, Forecast] = field(default_factory=dict)


def board(month: date | None, chosen: Chosen) -> Board | None:
    """Of that month, or the newest; None before anybody has signed. As many questions for one area as for all."""
    newest = newest_month()
    if newest is None:
        return None
    month = min(month or newest, newest)
    found = reached(until=newest, since=newest - relativedelta(months=MONTHS - 1))
    asks = framework_on(month + relativedelta(months=1, days=-1))  # what was asked in that month
    everybody = lines(month, found, asks)
    ahead = forecasts(_next_checks(everybody, asks, month), month=month)
    special = exceptions(everybody, ahead)
    those = [one for one in everybody if _is(one, chosen, special)]
    seen = {one.organisation.pk for one in those}
    return Board(
        month,
        sorted(found, reverse=True),
        asks,
        everybody,
        those,
        trend(_until(found, month), of=seen, until=month),
        special,
        ahead,
    )


def _until(found: ByMonth, month: date) -> ByMonth:
    return {when: those for when, those in found.items() if when <= month}


def _next_checks(everybody: Sequence[Line], asks: Framework, month: date) -> dict[UUID, Check]:
    """Of those whose signed return misses a check: the one that is due."""
    missing = [one for one in everybody if one.now and one.status is not Status.MET]
    return {one.organisation.pk: check_of(asks, one.organisation, month) for one in missing}


def region_of(one: Line) -> str:
    """National partners are of none."""
    return one.organisation.region or NATIONAL


NATIONAL: Final = "National partners"
_ASKS: Final[Mapping[str, Callable[[Line], str]]] = {
    "region": region_of,
    "stage": lambda one: one.organisation.stage,
    "track": lambda one: one.organisation.track,
    "status": lambda one: one.status.code,
}


def _is(one: Line, chosen: Chosen, special: Sequence[Exceptional]) -> bool:
    if any(wanted and asks(one) != wanted for name, asks in _ASKS.items() for wanted in [getattr(chosen, name)]):
        return False
    return not chosen.exception or any(one in kind.those for kind in special if kind.code == chosen.exception)
