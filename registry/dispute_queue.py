"""Which reports wait for this officer, and what does one say? (R-REC-6)

Those about a shielded child wait for the shielding officers of its authority, and are not there for anybody else; the
list names no child, so it reads alike (R-SHIELD-1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Practitioner
from registry.disclosure import NotThere
from registry.dispute_words import Words, because_of, words_of
from registry.giving import give
from registry.keepers import is_keeper, kept_by
from registry.models import Decision, Dispute, Item, SaidBy, Source, Status
from registry.number import shown
from registry.particulars import birth, shown_name
from registry.record.compute import compute
from registry.record.pins import FIELDS, against_correction
from registry.record.saying import Saying
from registry.record.write import sayings_of
from registry.shields import shielded_now
from registry.values import in_record, in_statement

ON_A_PAGE: Final = 50
OPEN: Final = (Status.OPEN, Status.UNCONFIRMED)


@dataclass(frozen=True)
class Queued:
    """One report in the list. `reporter` is empty where a source says something else of what was corrected."""

    id: UUID
    item: str
    reporter: str
    job_title: str
    reported_at: datetime
    days: int
    mine: bool


@dataclass(frozen=True)
class Queue:
    rows: tuple[Queued, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Said:
    """What one source says of the item now. `objects`: against the correction that this is about."""

    source: str
    as_at: datetime
    values: tuple[str, ...]
    objects: bool


@dataclass(frozen=True)
class Case:
    """One report with everything that is needed to decide it."""

    id: UUID
    child: UUID
    item: str
    item_label: str
    reference: str
    name: str
    born: str
    label: str
    value: str
    should: str
    how: str
    phone: str
    said_by: str
    reporter: str
    job_title: str
    organisation: str
    reported_at: datetime
    now: tuple[str, ...]
    statements: tuple[Said, ...]
    by_source: bool
    can_correct: bool
    mine: bool
    decision: str
    decided_by: str
    decided_at: datetime | None
    because: str


def officers_rows(rows: QuerySet[Dispute], by: Practitioner, *, at: datetime) -> QuerySet[Dispute]:
    """Those of them, of open records, that this officer may see. Raises Refused for somebody who decides none."""
    of_area = rows.filter(child__responsible_authority=by.organisation, child__status__in=OPEN)
    return of_area.annotate(hidden=shielded_now("child")).filter(hidden__in=kept_by(by, at=at))


def open_to(by: Practitioner, *, at: datetime) -> QuerySet[Dispute]:
    """The undecided ones. Raises Refused."""
    return officers_rows(Dispute.objects.filter(decision=""), by, at=at)


def queue_of(by: Practitioner, *, at: datetime, page: str = "1") -> Queue:
    """A page of the list, the oldest first. Raises Refused."""
    rows = open_to(by, at=at).select_related("reported_by").order_by("reported_at", "pk")
    listed = Paginator(rows, ON_A_PAGE).get_page(page)
    today = timezone.localdate(at)
    return Queue(
        tuple(_queued(row, by=by, today=today) for row in listed),
        listed.paginator.count,
        listed.number,
        listed.paginator.num_pages,
    )


def count_for(person: Practitioner, *, at: datetime) -> int | None:
    """For the home page; None for somebody who decides none."""
    if not is_keeper(person, at=at):
        return None
    return open_to(person, at=at).count()


def _queued(row: Dispute, *, by: Practitioner, today: date) -> Queued:
    return Queued(
        id=row.pk,
        item=str(Item(row.item).label),
        reporter=row.reported_by.name if row.reported_by else "",
        job_title=row.reported_by.job_title if row.reported_by else "",
        reported_at=timezone.localtime(row.reported_at),
        days=(today - timezone.localdate(row.reported_at)).days,
        mine=row.reported_by_id == by.pk,
    )


def found(dispute: UUID, *, by: Practitioner, at: datetime) -> Dispute:
    """One that this officer may see, decided or not. Raises Refused, NotThere."""
    rows = officers_rows(Dispute.objects.filter(pk=dispute), by, at=at)
    related = ("words_key", "reported_by__organisation", "decided_by", "child__words_key")
    if row := rows.select_related(*related).first():
        return row
    raise NotThere


def open_case(dispute: UUID, *, by: Practitioner, at: datetime) -> Case:
    """Opened, and that is in the log. Raises Refused, NotThere, LimitReached."""
    with transaction.atomic():
        row = found(dispute, by=by, at=at)
        facts = {"dispute": str(row.pk), "groups": [row.item]}
        give("child.opened", [row.child], to=by, because="dispute", at=at, facts=facts)
        return _case(row, by=by)


def _case(row: Dispute, *, by: Practitioner) -> Case:
    words, child, reporter = words_of(row), row.child, row.reported_by
    said = list(sayings_of([row.child_id])[row.child_id].values())
    return Case(
        id=row.pk,
        child=row.child_id,
        item=row.item,
        item_label=str(Item(row.item).label),
        reference=shown(child.number),
        name=shown_name(child),
        born=birth(child.date_of_birth, estimated=child.birth_date_estimated),
        label=words.label,
        value=words.value,
        should=words.should,
        how=words.how,
        phone=words.phone,
        said_by=str(SaidBy(row.said_by).label) if row.said_by not in ("", SaidBy.REPORTER) else "",
        reporter=reporter.name if reporter else "",
        job_title=reporter.job_title if reporter else "",
        organisation=reporter.organisation.name if reporter else "",
        reported_at=timezone.localtime(row.reported_at),
        now=_now(row.item, said, words),
        statements=_statements(row.item, said, words),
        by_source=reporter is None,
        can_correct=row.item in FIELDS,
        mine=row.reported_by_id == by.pk,
        decision=str(Decision(row.decision).label) if row.decision else "",
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=timezone.localtime(row.decided_at) if row.decided_at else None,
        because=because_of(row),
    )


def _now(item: str, said: list[Saying], words: Words) -> tuple[str, ...]:
    values = (value for value, _ in in_record(item, compute(said))) if item in FIELDS else ()
    return _to_see(item, values, words)


def _to_see(item: str, values: Iterable[str], words: Words) -> tuple[str, ...]:
    """Of numbers of other systems no more than what the report is about: they are no officer's to read (R-REC-2)."""
    about = {words.value, *words.said.split()}
    return tuple(value for value in values if item != Item.IDENTIFIERS or value in about)


def _statements(item: str, said: list[Saying], words: Words) -> tuple[Said, ...]:
    """The newest first, the corrections among them."""
    against = words.said
    names = dict(Source.objects.filter(pk__in={one.source for one in said}).values_list("pk", "name"))
    pin = next((one.assertion for one in said if item in one.assertion.corrects), None)
    speaking = [one for one in said if in_statement(item, one.assertion) or item in one.assertion.corrects]
    return tuple(
        Said(
            source=names.get(one.source, "") if one.source else "",
            as_at=timezone.localtime(one.as_at),
            values=_to_see(item, in_statement(item, one.assertion), words),
            objects=bool(against and pin and against_correction(item, one.assertion, pin) == against),
        )
        for one in sorted(speaking, key=lambda one: one.as_at, reverse=True)
    )
