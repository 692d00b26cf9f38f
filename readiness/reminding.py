"""Who is to be reminded tonight of a return that is due or late? (R-LARA-3)

What counts is the step that has come last: after nights off nobody gets all that was missed. The steps of one month end
where those of the next begin.
"""

from datetime import date, datetime, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.holding import active_holders
from accounts.models import Organisation, Practitioner
from accounts.notices import tell
from audit.log import record
from readiness.lateness import Late, due_on, owing
from readiness.models import LateReminder
from readiness.returning import SIGN, WRITE

BEFORE: Final = timedelta(days=3)
AGAIN_AFTER: Final = timedelta(days=7)  # while it is overdue
MOST: Final = 4  # times while it is overdue
DUE, OVERDUE = "return_due", "return_overdue"


def remind_of_returns(*, at: datetime) -> int:
    """Tells readiness leads and directors, once for each step. How many organisations."""
    on = timezone.localdate(at)
    month = month_chased(on=on)
    step = step_of(due_on(month), on=on)
    return 0 if step is None else sum(_remind(one, step, at=at) for one in owing(month))


def month_chased(*, on: date) -> date:
    """The one whose reminders began last."""
    month = on.replace(day=1) - relativedelta(months=1)
    return month if on >= due_on(month) - BEFORE else month - relativedelta(months=1)


def step_of(due: date, *, on: date) -> int | None:
    """0 before it is due and on that day, 1 to MOST after it; None when nobody is reminded yet."""
    if on <= due:
        return 0 if on >= due - BEFORE else None
    return min(MOST, 1 + (on - due - timedelta(days=1)) // AGAIN_AFTER)


def _remind(owed: Late, step: int, *, at: datetime) -> bool:
    """False when that was done before, or nobody is there to be told."""
    people = _people_of(owed.organisation)
    if not people:
        return False
    with transaction.atomic():
        which = {"organisation": owed.organisation, "month": owed.month, "step": step}
        _, made = LateReminder.objects.get_or_create(**which, defaults={"sent_at": at})
        if made:
            for person in people:
                kind = OVERDUE if step else DUE
                tell(person, kind, at=at, path=reverse("list_returns"), due_on=owed.due_on)
            facts = {"organisation": str(owed.organisation.pk), "month": f"{owed.month:%Y-%m}", "step": step}
            record("return.reminded", at=at, source="nightly", facts=facts)
    return made


def _people_of(organisation: Organisation) -> list[Practitioner]:
    both = [*active_holders(WRITE, organisation), *active_holders(SIGN, organisation)]
    return list({person.pk: person for person in both}.values())
