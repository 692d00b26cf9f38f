"""What do authorities and the national team read about use, speed, requests and data? Counts, never persons (issue 7).

Of a month, an authority reads its own and the national team each area's. A month that is not over is for whoever may
see the things themselves: from one day to the next, its numbers would tell of one look.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from accounts.access import actor, may, require
from accounts.models import Organisation, Practitioner
from audit.log import record
from feeds.scope import DECIDE
from oversight import report_rows
from oversight.counting import NATIONAL_SOURCES, Row, Scope
from oversight.reviewing import NATIONAL, REVIEW
from registry.for_officers import SHIELD
from registry.keepers import DATA

MONTHS: Final = 13  # back, so that a month can be laid beside that of a year ago
OWN: Final = (REVIEW, "sign_return", "manage_users", SHIELD, DATA)
ENGLAND: Final = (NATIONAL, DECIDE)


@dataclass(frozen=True)
class Kind:
    """`lists`: the permissions with which somebody may see what is counted."""

    title: str
    note: str
    columns: tuple[str, ...]
    read: Callable[[Scope], list[Row]]
    lists: tuple[str, ...]
    detail: str = "Profession"  # what a row of one area is


@dataclass(frozen=True)
class Report:
    """`whose`: the area of it; empty for England's. `months`: those that this reader may choose from, newest first."""

    kind: Kind
    scope: Scope
    whose: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    months: tuple[date, ...]

    @property
    def most(self) -> int:
        return max((row.size for row in self.rows), default=0)


def report(name: str, *, month: date | None, area: str, by: Practitioner, at: datetime) -> Report:
    """One of KINDS; of the newest month, or of all areas, where that asked for is not to be had.

    That it was read is in the log. Raises Refused.
    """
    own, kind = area_of(by, at=at), KINDS[name]
    exact = any(may(by, permission, by.organisation, at=at) for permission in kind.lists)
    months = _months(exact=exact, at=at)
    chosen, whose = _area(name, own, area)
    scope = Scope(name, month if month in months else months[0], chosen, exact, own is None, by, at)
    rows = tuple(kind.read(scope))
    with transaction.atomic():
        facts = {"rows": len(rows), "month": scope.month.isoformat(), "area": chosen}
        record("report.read", at=at, actor=actor(by), because=name, facts=facts)
    first = kind.detail if chosen else "Area"
    return Report(kind, scope, whose, (first, *kind.columns), rows, months)


def area_of(by: Practitioner, *, at: datetime) -> Organisation | None:
    """Whose numbers this person reads; None for all of England. Raises Refused."""
    if any(may(by, permission, by.organisation, at=at) for permission in ENGLAND):
        return None
    if not any(may(by, permission, by.organisation, at=at) for permission in OWN):
        require(by, REVIEW, by.organisation, at=at)
    return by.organisation


def _area(name: str, own: Organisation | None, asked: str) -> tuple[str, str]:
    """Its key and its name: whoever reads one area reads that, whatever is asked for."""
    if own is None and (name, asked) == ("data", NATIONAL_SOURCES):
        return asked, "National sources"
    found = own or (Organisation.objects.filter(pk=asked).first() if _is_id(asked) else None)
    return (str(found.pk), found.name) if found else ("", "")


def _is_id(asked: str) -> bool:
    try:
        return bool(UUID(asked))
    except ValueError:
        return False


def _months(*, exact: bool, at: datetime) -> tuple[date, ...]:
    this = timezone.localdate(at).replace(day=1)
    return tuple(this - relativedelta(months=back) for back in range(0 if exact else 1, MONTHS + 1))


KINDS: Final = {
    "use": Kind(
        "Use by area and profession",
        "People who opened records for a stated reason, and how often.",
        ("People", "Records opened"),
        report_rows.use,
        (REVIEW, NATIONAL),
    ),
    "speed": Kind(
        "Time from search to contact",
        "From a search to the record that the same person opened next, which names the contacts; within half an hour.",
        ("People", "Records opened after a search", "Half took at most", "Nine in ten took at most"),
        report_rows.speed,
        (REVIEW, NATIONAL),
    ),
    "requests": Kind(
        "Requests for contact that were not answered",
        "A team checks the requests of its own people, and asks services about the children of its area.",
        ("To check", "Not checked yet", "Not checked in time", "To ask about", "Not asked yet", "Not asked in time"),
        report_rows.requests,
        (SHIELD,),
        "Team",
    ),
    "data": Kind(
        "Data quality by source",
        "What each source delivered in the month, and how many rows could not be taken as they were.",
        ("Deliveries", "Rows", "Taken", "In quarantine", "Refused", "Waiting for a decision"),
        report_rows.data,
        (DATA, DECIDE),
        "Source",
    ),
}
