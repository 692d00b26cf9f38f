"""Which file of people does an administrator take away, and what does the log say of it? (R-AUDIT-1)"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.access import actor
from accounts.expiring import ENDING
from accounts.listing import Listed, Wanted, everybody_listed
from accounts.models import Practitioner
from audit.log import record
from contactpoint.pages.dates import day_in_words

HEADER: Final = ("Name", "Email address", "Job title", "Team", "Account", "Clearance ends", "Last sign-in")


def export(wanted: Wanted, *, by: Practitioner, at: datetime) -> list[Listed]:
    """Those whom the list shows, on all its pages. Raises Refused."""
    return _exported("people", everybody_listed(wanted, by=by, at=at), group=wanted.group, by=by, at=at)


def export_expiring(*, by: Practitioner, at: datetime) -> list[Listed]:
    """Raises Refused."""
    return _exported("people_expiring", expiring(by=by, at=at), group="ending", by=by, at=at)


def expiring(*, by: Practitioner, at: datetime) -> list[Listed]:
    """Whose clearance has ended or ends within 90 days, the first to end first. Raises Refused."""
    return [one for code in ENDING for one in everybody_listed(replace(Wanted(), group=code), by=by, at=at)]


def line(one: Listed) -> tuple[str, ...]:
    """The cells under HEADER: nothing of a clearance but its end."""
    ends_on = day_in_words(one.ends_on) if one.ends_on else ""
    last = day_in_words(one.last_used_at) if one.last_used_at else ""
    return (one.name, one.email, one.job_title, one.team, one.state, ends_on, last)


def _exported(what: str, people: list[Listed], *, group: str, by: Practitioner, at: datetime) -> list[Listed]:
    with transaction.atomic():
        facts = {"what": what, "group": group, "people": len(people)}
        record("people.exported", at=at, actor=actor(by), facts=facts)
    return people
