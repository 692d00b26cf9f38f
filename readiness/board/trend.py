"""How did readiness move from month to month? (R-LARA-7)"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta

from readiness.board.reached import ByMonth


@dataclass(frozen=True)
class Point:
    """One month: how many returns were signed, and how many of them meet every check that is due."""

    month: date
    returns: int
    met: int


def trend(found: ByMonth, *, of: Container[UUID], until: date) -> list[Point]:
    """Of these organisations, from the first month with a return on, without a gap."""
    if not found:
        return []
    month, points = min(found), []
    while month <= until:
        mine = [one for one in found.get(month, {}).values() if one.organisation in of]
        points.append(Point(month, len(mine), sum(one.met == one.due for one in mine)))
        month += relativedelta(months=1)
    return points
