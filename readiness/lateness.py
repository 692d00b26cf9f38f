"""When is the return of a month due, and who is late with it? The one door for reminders and dashboards (R-LARA-3)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta

from accounts.models import Kind, Organisation
from readiness.in_force import FIRST, framework
from readiness.models import Return
from readiness.models.returned import GIVEN

# Of the next month: the month is over by then, and there is time to have the return signed.
DUE_DAY: Final = 5
RETURNING: Final = (Kind.AUTHORITY, Kind.NATIONAL_PARTNER)


@dataclass(frozen=True)
class Late:
    """An organisation that owes a return. `begun`: None where there is none at all, and it reads "No return"."""

    organisation: Organisation
    month: date
    due_on: date
    begun: Return | None


def due_on(month: date) -> date:
    """`month` is its first day, as everywhere here."""
    return month + relativedelta(months=1, day=DUE_DAY)


def is_past_due(month: date, *, on: date) -> bool:
    return on > due_on(month)


def is_late(one: Return, *, on: date) -> bool:
    """Not signed, and the day is over. One that was opened again or sent back counts until it is signed again."""
    return one.state not in GIVEN and is_past_due(one.month, on=on)


def late(month: date, *, on: date) -> tuple[Late, ...]:
    """Who is late with the return of that month, by name; nobody before it is due."""
    return owing(month) if is_past_due(month, on=on) else ()


def owing(month: date) -> tuple[Late, ...]:
    """Whose return of that month is not signed yet, whether it is due or not, by name."""
    if not is_owed(month):
        return ()
    returns = {row.organisation_id: row for row in Return.objects.filter(month=month)}
    given = [organisation for organisation, row in returns.items() if row.state in GIVEN]
    owe = Organisation.objects.filter(kind__in=RETURNING).exclude(pk__in=given).order_by("name", "pk")
    return tuple(Late(one, month, due_on(month), returns.get(one.pk)) for one in owe)


def is_owed(month: date) -> bool:
    """Whether returns were asked for by then."""
    return month >= framework(FIRST).effective_from.replace(day=1)  # nobody owes one of a month before it
