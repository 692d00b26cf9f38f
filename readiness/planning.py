"""When does an organisation plan to meet each check that it does not meet yet? (R-LARA-3)"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Practitioner
from readiness.framework import Check
from readiness.marks import refuse_overtaken
from readiness.models import PlannedDate, Return
from readiness.returning import NoReturn, framework_of, levels_of, open_return, record_return
from readiness.scoring import score_check


def checks_to_plan(one: Return) -> tuple[Check, ...]:
    """Those of its track that the answers so far do not meet."""
    asks, levels, where = framework_of(one), levels_of(one), one.organisation
    return tuple(
        check for check in asks.checks_of(where.track) if not score_check(asks, check, levels, kind=where.kind).met
    )


def planned(one: Return) -> dict[int, date]:
    """The number of a check -> the day."""
    return dict(one.planned_dates.order_by("check_number").values_list("check_number", "planned_on"))


def plan(
    one: UUID, dates: Mapping[int, date | None], *, by: Practitioner, at: datetime, seen: str | None = None
) -> None:
    """The number of a check -> the day, None for none; what is not named stays.

    `seen`: the mark of what was planned as the page showed it. Raises Refused, NoReturn, Closed, Overtaken.
    """
    with transaction.atomic():
        row = open_return(one, by=by, at=at)
        if not dates.keys() <= {check.number for check in checks_to_plan(row)}:
            raise NoReturn
        refuse_overtaken(planned(row), seen)
        for number, day in dates.items():
            if day:
                said = {"planned_on": day}
                PlannedDate.objects.update_or_create(of=row, check_number=number, defaults=said)
        row.planned_dates.filter(check_number__in=[number for number, day in dates.items() if not day]).delete()
        record_return("return.planned", row, by=by, at=at)
