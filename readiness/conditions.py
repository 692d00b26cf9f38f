"""Which conditions were organisations let on with, and are they met? (R-LARA-4)"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Practitioner
from readiness.deciding import NoDecision, record_decision
from readiness.models import Condition, Decision, Outcome
from readiness.moderating import refuse_others


def meet(condition: int, *, by: Practitioner, at: datetime) -> Decision:
    """The national team has seen that it is done. Raises Refused, NoDecision."""
    with transaction.atomic():
        refuse_others(by, at=at)
        row = Condition.objects.select_for_update().filter(pk=condition).first()
        if row is None:
            raise NoDecision
        if row.met_at is None:
            Condition.objects.filter(pk=row.pk).update(met_at=at, met_by=by)
            record_decision("readiness.condition_met", row.of, by=by, at=at)
    return row.of


def overdue_conditions(*, on: date) -> QuerySet[Condition]:
    """Of organisations that were let on, the longest overdue first."""
    rows = Condition.objects.filter(met_at=None, due_on__lt=on, of__outcome=Outcome.GRANTED)
    return rows.select_related("of__organisation").order_by("due_on")
