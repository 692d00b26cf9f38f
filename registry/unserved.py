"""Which children of an area receive no education, or no universal service, as far as its feeds know? (R-REC-8)

From feeds that stopped or never came: what nobody ever said, what has ended, and what its source has not repeated for
UNSERVED_AFTER_DAYS. A page at a time, each child on it named in the log; the shielded ones on the shielding officers'
own list alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.access import actor
from accounts.models import Organisation, Practitioner
from audit.log import record
from registry import statements
from registry.giving import give
from registry.keepers import kept_by
from registry.models import AddressKind, Attendance, Child, PracticeRegistration, Source, SourceRecord, Status
from registry.models.source import CORRECTED
from registry.number import shown
from registry.particulars import day, shown_name
from registry.record.parts import Parts, parts_of
from registry.shields import shielded_now

ON_A_PAGE: Final = 50
SCHOOL_FROM, SCHOOL_UNTIL = 5, 16  # years of age: compulsory education


@dataclass(frozen=True)
class Unserved:
    """One child, and in words what is known of school and practice."""

    child: UUID
    reference: str
    name: str
    born: date | None
    born_estimated: bool
    no_education: bool
    no_service: bool
    school: str
    practice: str


@dataclass(frozen=True)
class Worklist:
    """`hidden`: the shielding officers' own. `both`: this person has the other list too."""

    rows: tuple[Unserved, ...]
    total: int
    page: int
    pages: int
    hidden: bool
    both: bool


@dataclass(frozen=True)
class Day:
    """What counts on a day."""

    on: date
    since: datetime  # what was said before counts no more

    @property
    def oldest(self) -> date:
        return self.on - relativedelta(years=SCHOOL_UNTIL)

    @property
    def youngest(self) -> date:
        return self.on - relativedelta(years=SCHOOL_FROM)

    def of_school_age(self, born: date | None) -> bool:
        """Whoever's age nobody knows may be."""
        return born is None or self.oldest < born <= self.youngest


def day_of(at: datetime) -> Day:
    return Day(timezone.localdate(at), at - timedelta(days=settings.UNSERVED_AFTER_DAYS))


def worklist(*, by: Practitioner, at: datetime, hidden: bool = False, page: str = "1") -> Worklist:
    """A page, the eldest first. Opening it, and each child on it, is in the log. Raises Refused, LimitReached."""
    mine = kept_by(by, at=at)
    hidden = hidden if hidden in mine else mine[0]
    today, area = day_of(at), by.organisation
    found = _hidden_of(area, today) if hidden else _open_of(area, today)
    listed = Paginator(found, ON_A_PAGE).get_page(page)
    with transaction.atomic():
        rows = list(Child.objects.filter(pk__in=list(listed)).prefetch_related("names"))
        facts = {"page": listed.number, "children": len(rows)}
        record("worklist.opened", at=at, actor=actor(by), because="unserved", facts=facts)
        give("child.named", rows, to=by, because="unserved", at=at)
    told = _told(rows, today)
    return Worklist(
        rows=tuple(told[child] for child in listed if child in told),
        total=listed.paginator.count,
        page=listed.number,
        pages=listed.paginator.num_pages,
        hidden=hidden,
        both=len(mine) > 1,
    )


def _of_area(area: Organisation) -> QuerySet[Any]:
    """Open records of children who live."""
    rows = Child.objects.filter(responsible_authority=area, status=Status.OPEN, date_of_death=None)
    found: QuerySet[Any] = rows.annotate(hidden=shielded_now("pk")).order_by("date_of_birth", "pk")
    return found


def _open_of(area: Organisation, today: Day) -> QuerySet[Any]:
    """The ids; the database counts and cuts, however many children the area has."""
    taught = Exists(_heard(_now(Attendance, today).exclude(statement=Attendance.Statement.NOT_KNOWN), today))
    treated = Exists(_heard(_now(PracticeRegistration, today), today))
    age = Q(date_of_birth=None) | Q(date_of_birth__gt=today.oldest, date_of_birth__lte=today.youngest)
    rows = _of_area(area).filter(hidden=False).annotate(taught=taught, treated=treated)
    rows = rows.exclude(addresses__kind=AddressKind.LEFT_ENGLAND)
    found: QuerySet[Any] = rows.filter(taught=False).filter(age | Q(treated=False)).values_list("pk", flat=True)
    return found


def _now(model: type[Attendance | PracticeRegistration], today: Day) -> QuerySet[Any]:
    return model.objects.filter(Q(ended_on=None) | Q(ended_on__gt=today.on), child=OuterRef("pk"))


def _heard(rows: QuerySet[Any], today: Day) -> QuerySet[Any]:
    """What somebody entered or corrected, and what a source that was not stopped has repeated of late."""
    again = SourceRecord.objects.filter(child=OuterRef("child"), source=OuterRef("source"), as_at__gte=today.since)
    by_hand = Q(source=None) | Q(source__code=CORRECTED)
    fresh = Q(as_at__gte=today.since) | Exists(again.filter(withdrawn_at=None))
    return rows.filter(by_hand | fresh & Q(source__stopped_at=None))


def _hidden_of(area: Organisation, today: Day) -> list[UUID]:
    """Of the few who are shielded, from what lies sealed."""
    rows = list(_of_area(area).filter(hidden=True))
    known = _known([row.pk for row in rows])
    return [row.pk for row in rows if any(_lacks(row, known, today))]


@dataclass(frozen=True)
class Known:
    """What stands in records, and when each source last spoke of each child."""

    parts: dict[UUID, Parts]
    spoke: dict[tuple[UUID, UUID], datetime]
    stopped: frozenset[UUID]
    names: dict[UUID, str]
    corrected: UUID | None

    def heard(self, row: Any, today: Day) -> bool:
        """As `_heard` asks the database."""
        if row.source_id in (None, self.corrected):
            return True
        last = max(row.as_at, self.spoke.get((row.child_id, row.source_id), row.as_at))
        return last >= today.since and row.source_id not in self.stopped


def _known(children: Sequence[UUID]) -> Known:
    sources = list(Source.objects.values_list("pk", "name", "stopped_at", "code"))
    spoke: dict[tuple[UUID, UUID], datetime] = {}
    for kept in statements.of(children):
        key = (kept.child, kept.source)
        spoke[key] = max(kept.as_at, spoke.get(key, kept.as_at))
    return Known(
        parts=parts_of(children),
        spoke=spoke,
        stopped=frozenset(pk for pk, _, stopped, _ in sources if stopped),
        names={pk: name for pk, name, _, _ in sources},
        corrected=next((pk for pk, _, _, code in sources if code == CORRECTED), None),
    )


def _lacks(row: Child, known: Known, today: Day) -> tuple[bool, bool]:
    """Whether the child lacks education, and any universal service."""
    parts = known.parts[row.pk]
    if any(place.kind == AddressKind.LEFT_ENGLAND for place in parts.addresses) or parts.date_of_death:
        return False, False
    taught = any(known.heard(one, today) for one in _open(parts.attendances, today) if _teaches(one))
    treated = any(known.heard(one, today) for one in _open(parts.registrations, today))
    return not taught and today.of_school_age(row.date_of_birth), not taught and not treated


def _open(rows: Iterable[Any], today: Day) -> Iterator[Any]:
    return (row for row in rows if row.ended_on is None or row.ended_on > today.on)


def _teaches(row: Attendance) -> bool:
    return row.statement != Attendance.Statement.NOT_KNOWN


def _told(rows: Sequence[Child], today: Day) -> dict[UUID, Unserved]:
    known = _known([row.pk for row in rows])
    return {row.pk: _one(row, known, today) for row in rows}


def _one(row: Child, known: Known, today: Day) -> Unserved:
    no_education, no_service = _lacks(row, known, today)
    parts = known.parts[row.pk]
    return Unserved(
        child=row.pk,
        reference=shown(row.number),
        name=shown_name(row),
        born=row.date_of_birth,
        born_estimated=row.birth_date_estimated,
        no_education=no_education,
        no_service=no_service,
        school=_last(parts.attendances, known, today),
        practice=_last(parts.registrations, known, today),
    )


def _last(rows: Sequence[Any], known: Known, today: Day) -> str:
    """What was said last of it: that it ended, that there is none, or that its source has fallen silent."""
    if not rows:
        return "Nobody has said anything"
    row = max(rows, key=lambda one: (one.ended_on is None, one.ended_on or date.min, one.as_at))
    if row.ended_on and row.ended_on <= today.on:
        return f"{_place(row)} until {day(row.ended_on)}"
    if known.heard(row, today):
        return _place(row)
    last = max(row.as_at, known.spoke.get((row.child_id, row.source_id), row.as_at))
    why = "was stopped" if row.source_id in known.stopped else f"has not said so since {day(timezone.localdate(last))}"
    return f"{_place(row)}, but {known.names[row.source_id]} {why}"


def _place(row: Any) -> str:
    if isinstance(row, Attendance):
        return row.setting.name if row.setting else str(row.get_statement_display())
    return str(row.practice.name)
