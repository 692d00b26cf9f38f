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
from readiness.lateness import late
from readiness.returning import check_of


@dataclass(frozen=True)
class Chosen:
    """Which organisations: each is a code, or empty for all. `exception`: one of board.exceptions.

    Sentences, exceptions and the trend are about a region, a stage and a track; the list is of a status, too.
    """

    region: str = ""
    stage: str = ""
    track: str = ""
    status: str = ""
    exception: str = ""


@dataclass(frozen=True)
class Board:
    """`everybody` whatever is chosen; `among` whom is looked: the region, stage and track; `those` who are listed."""

    month: date
    months: Sequence[date]  # newest first
    asks: Framework
    everybody: Sequence[Line]
    among: Sequence[Line]
    those: Sequence[Line]
    trend: Sequence[Point]
    exceptions: Sequence[Exceptional]
    forecasts: Mapping[UUID, Forecast] = field(default_factory=dict)


def board(month: date | None, chosen: Chosen, *, on: date) -> Board | None:
    """Of that month, or the newest; None before anybody has signed. As many questions for one area as for all.

    `on`: the day on which it is asked who is late.
    """
    newest = newest_month()
    if newest is None:
        return None
    month = min(month or newest, newest)
    found = reached(until=newest, since=newest - relativedelta(months=MONTHS - 1))
    asks = framework_on(month + relativedelta(months=1, days=-1))  # what was asked in that month
    everybody = lines(month, found, asks)
    ahead = forecasts(_next_checks(everybody, asks, month), month=month)
    among = [one for one in everybody if _is_of(one, chosen)]
    overdue = {one.organisation.pk for one in late(month, on=on)}
    special = exceptions(among, ahead, overdue=overdue)
    return Board(
        month,
        sorted(found, reverse=True),
        asks,
        everybody,
        among,
        [one for one in among if _has(one, chosen.status) and _is_special(one, chosen.exception, special)],
        trend(_until(found, month), of={one.organisation.pk for one in among}, until=month),
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
SIGNED: Final = "signed"  # a status that three have
_GROUPS: Final[Mapping[str, Callable[[Line], str]]] = {
    "region": region_of,
    "stage": lambda one: one.organisation.stage,
    "track": lambda one: one.organisation.track,
}


def _is_of(one: Line, chosen: Chosen) -> bool:
    return all(asks(one) == wanted for name, asks in _GROUPS.items() if (wanted := getattr(chosen, name)))


def _has(one: Line, status: str) -> bool:
    return status in ("", one.status.code) or (status == SIGNED and one.now is not None)


def _is_special(one: Line, wanted: str, special: Sequence[Exceptional]) -> bool:
    return not wanted or any(one in kind.those for kind in special if kind.code == wanted)
