"""Whose clearance ends when, as the database sorts it and as a page says it? (R-USER-1, ux 2e)"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import DateField, Func, OuterRef, Q, QuerySet, Subquery

from accounts.clearance import LIFETIME
from accounts.models import AccountState, Clearance, Practitioner
from contactpoint.pages.dates import day_in_words

SOON: Final = timedelta(days=30)
LATER: Final = timedelta(days=90)


class Ends(Func):
    """accounts.clearance.ends_on, in SQL: a test holds the two equal."""

    template = f"(%(expressions)s + interval '{LIFETIME.years} years')::date"
    output_field = DateField()


def with_end(people: QuerySet[Practitioner], *, on: date) -> QuerySet[Practitioner]:
    """Each with `ends_on`, None where no clearance was recorded. One that is dated in the future does not count yet."""
    newest = Clearance.objects.filter(practitioner=OuterRef("pk"), issued_on__lte=on).order_by("-issued_on")
    return people.annotate(ends_on=Ends(Subquery(newest.values("issued_on")[:1])))


@dataclass(frozen=True)
class Group:
    """Some of the people, by what is to be done about them; with `with_end`."""

    code: str
    name: str
    condition: Callable[[date], Q]


_HERE: Final = ~Q(account_state=AccountState.CLOSED)  # a closed account has nothing left to expire


def _between(first: timedelta, last: timedelta) -> Callable[[date], Q]:
    return lambda on: _HERE & Q(ends_on__gt=on + first, ends_on__lte=on + last)


def _in(state: AccountState) -> Callable[[date], Q]:
    return lambda _: Q(account_state=state)


EVERYBODY: Final = "everybody"
ENDING: Final = ("expired", "soon", "next")
GROUPS: Final = {
    group.code: group
    for group in (
        Group(EVERYBODY, "Everybody", lambda _: _HERE),
        Group("expired", "Expired", lambda on: _HERE & Q(ends_on__lte=on)),
        Group("soon", "Next 30 days", _between(timedelta(), SOON)),
        Group("next", "31 to 90 days", _between(SOON, LATER)),
        Group("later", "Later", lambda on: _HERE & Q(ends_on__gt=on + LATER)),
        Group("none", "No clearance recorded", lambda _: _HERE & Q(ends_on=None)),
        Group("unused", "Never signed in", lambda _: _HERE & Q(last_used_at=None)),
        Group("invited", "Invited", _in(AccountState.INVITED)),
        Group("suspended", "Suspended", _in(AccountState.SUSPENDED)),
        Group("closed", "Closed", _in(AccountState.CLOSED)),
    )
}


def end_in_words(ends_on: date | None, *, on: date) -> str:
    """Expires in 12 days (15 June 2009)."""
    if ends_on is None:
        return "No clearance recorded"
    days = (ends_on - on).days
    if days <= 0:
        return f"Expired on {day_in_words(ends_on)}"
    return f"Expires in {days:,} day{'' if days == 1 else 's'} ({day_in_words(ends_on)})"
