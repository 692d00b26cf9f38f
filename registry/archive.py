"""Who reads the archive? The responsible authority, with a reason, for a year; after that by a release (R-REC-5).

To practitioners and managers an archived record is not there. What is read is what stood when it was put away.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from registry import contacts
from registry.archiving import in_archive, why_archived
from registry.disclosure import NotThere
from registry.giving import give
from registry.keepers import child_to_keep, children_of_keeper
from registry.models import Archived, Child, Status
from registry.number import shown
from registry.particulars import (
    details,
    identifiers_for,
    shown_caf,
    shown_carers,
    shown_name,
    shown_names,
    shown_places,
)
from registry.record.parts import parts_of
from registry.retention import area_reads_until, destroyed_on, latest_start
from registry.shown import Contact, ShownCarer, ShownName, ShownPlace, ShownValue

ON_A_PAGE: Final = 50  # as of the records to confirm (R-USER-7)


@dataclass(frozen=True)
class Listed:
    """One archived record in the list: who it is, and until when it is there."""

    child: UUID
    number: str
    name: str
    date_of_birth: date | None
    on: date
    because: str
    read_until: date
    destroyed_on: date

    @property
    def reference(self) -> str:
        return shown(self.number)


@dataclass(frozen=True)
class Page:
    records: tuple[Listed, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class ArchivedRecord:
    """Everything that stood, to whoever keeps the record."""

    listed: Listed
    contacts: tuple[Contact, ...]
    past_contacts: tuple[Contact, ...]
    caf: ShownValue | None
    details: tuple[ShownValue, ...]
    names: tuple[ShownName, ...]
    places: tuple[ShownPlace, ...]
    carers: tuple[ShownCarer, ...]
    identifiers: tuple[ShownValue, ...]


def archived_of(by: Practitioner, *, at: datetime, page: int = 1) -> Page:
    """The newest first, each named in the log. Raises Refused, LimitReached."""
    since = latest_start(settings.ARCHIVE_READ_BY_AREA_YEARS, on=timezone.localdate(at))
    there = Archived.objects.filter(child=OuterRef("pk"), ended_at=None, on__gt=since).values("on")
    archived = Child.objects.annotate(archived_on=Subquery(there)).exclude(archived_on=None)
    rows = children_of_keeper(archived, by=by, at=at).order_by(F("archived_on").desc(), "number")
    rows = rows.select_related("words_key").prefetch_related("names")
    found = Paginator(rows, ON_A_PAGE).get_page(page)
    with transaction.atomic():
        give("child.named", found.object_list, to=by, because="archive", at=at)
    return Page(tuple(map(listed, found)), found.paginator.count, found.number, found.paginator.num_pages)


def archived_record(child: UUID, *, by: Practitioner, at: datetime) -> Listed:
    """Which one a reason is asked for, named in the log. Raises Refused, LimitReached, NotThere."""
    with transaction.atomic():
        row = _readable(child, by=by, at=at)
        give("child.named", [row], to=by, because="archive", at=at)
        return listed(row)


def read_archived(child: UUID, *, because: str, by: Practitioner, at: datetime) -> ArchivedRecord:
    """The whole of it, once for each reason that is given. Raises Refused, LimitReached, NotThere."""
    with transaction.atomic():
        row = _readable(child, by=by, at=at)
        record(
            "archive.reason", at=at, actor=actor(by), child_number=row.number, words=because, words_key=row.words_key
        )
        return opened(row, because="archive", by=by, at=at)


def _readable(child: UUID, *, by: Practitioner, at: datetime) -> Child:
    row = child_to_keep(child, [Status.ARCHIVED], by=by, at=at)
    if timezone.localdate(at) >= area_reads_until(in_archive(row).on):
        raise NotThere
    return row


def opened(row: Child, *, because: str, by: Practitioner, at: datetime) -> ArchivedRecord:
    """What stood. That this person may read it has been asked; the event is written here (R-AUDIT-1)."""
    then, parts = in_archive(row).at, parts_of([row.pk])[row.pk]
    now, past = contacts.of(parts, viewer=by, at=then)
    give("child.opened", [row], to=by, because=because, at=at, facts={"groups": ["archive"]})
    return ArchivedRecord(
        listed=listed(row),
        contacts=now,
        past_contacts=past,
        caf=shown_caf(parts),
        details=details(row, parts, at=then),
        names=shown_names(parts),
        places=shown_places(parts),
        carers=shown_carers(parts),
        identifiers=identifiers_for(by, parts),
    )


def listed(row: Child) -> Listed:
    there = in_archive(row)
    return Listed(
        child=row.pk,
        number=row.number,
        name=shown_name(row),
        date_of_birth=row.date_of_birth,
        on=there.on,
        because=why_archived(row, there).label,
        read_until=area_reads_until(there.on),
        destroyed_on=destroyed_on(there.on),
    )
