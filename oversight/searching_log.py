"""What does the log say of a person, a child or a day? For auditors of their own organisation (R-AUDIT-1, ux.md 2(j)).

Nothing here tells that a child is shielded: what was seen by a special right, or by a team's own work, shows no number
and is not found by one. Whoever searches all of England by a number is told no organisation, of any child (R-SHIELD-8);
by day, organisations and no numbers. The search itself is in the log.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.access import actor, may, require
from accounts.models import Organisation, Practitioner
from accounts.sign_in import SIGNED_IN
from audit.log import record
from audit.models import Event
from oversight.looks import OPENED
from oversight.reviewing import NATIONAL, REVIEW, in_groups
from oversight.use import Use
from registry.models import Reason

A_PAGE: Final = 50
MOST_DAYS: Final = timedelta(days=31)
NAMED: Final = "child.named"
OPEN_NAMING: Final = ("search", "asking_reason", "my_children")  # named for a reason that says nothing of the child
WORDS: Final = {
    OPENED: "Opened a record",
    NAMED: "Was shown a child in a list",
    "search.run": "Searched for a child",
    "search.refused": "Was refused a search: too many",
    "reason.stated": "Stated a reason",
    "limit.reached": "Reached the day's limit",
    "access.refused": "Was refused",
    SIGNED_IN: "Signed in",
    "sign_in.ended": "Signed out",
    "activity.flagged": "Unusual activity",
}
OF_A_CHILD: Final = (OPENED, NAMED)


@dataclass(frozen=True)
class Wanted:
    """A person's email address, a child's number, days; any together, and one of the first two or a day at least."""

    email: str = ""
    number: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Row:
    """`number` and `organisation` are empty where they are not told."""

    at: datetime
    name: str
    organisation: str
    what: str
    number: str
    reason: str


@dataclass(frozen=True)
class Found:
    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    with_organisation: bool
    with_number: bool


def search_log(wanted: Wanted, *, page: int | str, by: Practitioner, at: datetime) -> Found:
    """The newest first; a page of it. Raises Refused."""
    national = may_search(by, at=at)
    shown = _page(_events(wanted, by, national=national), page)
    with transaction.atomic():
        facts = {**_facts(wanted), "page": shown.number, "rows": len(shown.object_list)}
        record("log.searched", at=at, actor=actor(by), child_number=wanted.number, facts=facts)
    numbers = bool(wanted.number or wanted.email or not national)
    return _told(shown, numbers=numbers, organisations=national and not wanted.number)


def list_use(use: Use, *, page: int | str, by: Practitioner, at: datetime) -> Found:
    """The looks behind a number of a report (oversight.reports), the newest first; a page of them. Raises Refused."""
    national = may_search(by, at=at)
    use = use if national else replace(use, area=by.organisation_id)
    shown = _page(Event.objects.filter(pk__in=use.looks().values("pk")), page)
    with transaction.atomic():
        facts = {"month": use.month.isoformat(), "area": str(use.area or ""), "after_search": use.after_search}
        facts |= {"page": shown.number, "rows": len(shown.object_list)}
        record("log.searched", at=at, actor=actor(by), because="report", facts=facts)
    return _told(shown, numbers=not national, organisations=national)


def _page(events: QuerySet[Event], page: int | str) -> Page[Event]:
    return Paginator(events.order_by("-at", "-pk"), A_PAGE).get_page(page)


def _told(shown: Page[Event], *, numbers: bool, organisations: bool) -> Found:
    people = Practitioner.objects.in_bulk({event.actor for event in shown if event.actor})
    where = Organisation.objects.in_bulk({event.organisation for event in shown if event.organisation})
    rows = tuple(_row(event, people, where, numbers=numbers, organisations=organisations) for event in shown)
    return Found(rows, shown.paginator.count, shown.number, shown.paginator.num_pages, organisations, numbers)


def may_search(by: Practitioner, *, at: datetime) -> bool:
    """Whether all of England. Raises Refused."""
    if may(by, NATIONAL, by.organisation, at=at):
        return True
    require(by, REVIEW, by.organisation, at=at)
    return False


def _events(wanted: Wanted, by: Practitioner, *, national: bool) -> QuerySet[Event]:
    events = Event.objects.filter(verb__in=WORDS, actor__isnull=False)
    if not national:
        events = events.filter(organisation=by.organisation_id)
    if wanted.email:
        events = events.filter(actor__in=Practitioner.objects.filter(email__iexact=wanted.email).values("pk"))
    if wanted.number:
        events = events.filter(_tells_nothing(), child_number=wanted.number, verb__in=OF_A_CHILD)
    if wanted.first:
        events = events.filter(at__gte=_midnight(wanted.first))
    if last := wanted.last or (None if wanted.email or wanted.number else wanted.first):
        events = events.filter(at__lt=_midnight(last + timedelta(days=1)))
    return events


def _tells_nothing() -> Q:
    """Opened or named as any child is: by no special right, and not by a team's own work."""
    usual = Q(because__in=Reason.values) | Q(verb=NAMED, because__in=OPEN_NAMING)
    return usual & ~Q(facts__has_key="sight") & ~Q(facts__has_key="override")


def _row(
    event: Event,
    people: dict[object, Practitioner],
    where: dict[object, Organisation],
    *,
    numbers: bool,
    organisations: bool,
) -> Row:
    who, organisation = people.get(event.actor), where.get(event.organisation)
    told = event.child_number if numbers and event.verb in OF_A_CHILD and tells_nothing(event) else ""
    return Row(
        at=event.at,
        name=who.name if who else "An account that is gone",
        organisation=organisation.name if organisations and organisation else "",
        what=WORDS[event.verb],
        number=in_groups(told) if told else "",
        reason=str(Reason(event.because).label) if event.because in Reason.values else "",
    )


def tells_nothing(event: Event) -> bool:
    """As the search does it, of one event."""
    usual = event.because in Reason.values or (event.verb == NAMED and event.because in OPEN_NAMING)
    return usual and not {"sight", "override"} & event.facts.keys()


def _facts(wanted: Wanted) -> dict[str, str]:
    """Whom it was about by id: an email address that was mistyped may be anybody's."""
    days = {name: str(day) for name, day in (("first", wanted.first), ("last", wanted.last)) if day}
    found = Practitioner.objects.filter(email__iexact=wanted.email).first() if wanted.email else None
    return {**({"practitioner": str(found.pk)} if found else {}), **days}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
