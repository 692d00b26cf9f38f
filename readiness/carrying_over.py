"""What of the last return's risks, dates and colleagues still holds? All with one press, to be put right (R-LARA-3)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Practitioner
from readiness.assigning import assign_as_before
from readiness.models import PlannedDate, Return, Risk
from readiness.planning import checks_to_plan, planned
from readiness.returning import before, open_return, record_return
from readiness.risks import risks_of


def can_carry_over(one: Return) -> Return | None:
    """The return from which something could come; None where this one has its own already, or there is nothing."""
    last = before(one)
    if last is None or _says(one):
        return None
    return last if _says(last) else None


def _says(one: Return) -> bool:
    return one.risks.exists() or one.planned_dates.exists() or one.assignments.exists()


def carry_over(one: UUID, *, by: Practitioner, at: datetime) -> None:
    """Pressed twice it does nothing more. Raises Refused, NoReturn, Closed."""
    with transaction.atomic():
        row = open_return(one, by=by, at=at)
        last = can_carry_over(row)
        if last is None:
            return
        Risk.objects.bulk_create(_again(risk, of=row) for risk in risks_of(last))
        still = {check.number for check in checks_to_plan(row)}
        dates = {number: day for number, day in planned(last).items() if number in still}
        PlannedDate.objects.bulk_create(
            PlannedDate(of=row, check_number=number, planned_on=day) for number, day in dates.items()
        )
        record_return("return.carried_over", row, by=by, at=at, last=str(last.pk))
        assign_as_before(row, last, by=by, at=at)


def _again(risk: Risk, *, of: Return) -> Risk:
    """In the same order, for that is by when it was first named."""
    return Risk(
        of=of,
        what=risk.what,
        likelihood=risk.likelihood,
        impact=risk.impact,
        owner=risk.owner,
        action=risk.action,
        added_at=risk.added_at,
    )
