"""How is an archived record read after its first year? By a release: asked, agreed by two, read once (R-REC-5).

The responsible authority asks, for a section 47 enquiry, a serious case review, a child death review, or to answer who
asks what is held (R-AUDIT-4): then the record is collected for that answer alone, and not read here. Two different
people of the national team agree; they see who asks and why, and no child: neither a name nor a number. Then whoever
asked reads the record, once and within the term. Everything is in the log under the child's number.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.access import actor, may, require
from accounts.holding import active_holders
from accounts.models import Kind, Organisation, Practitioner
from accounts.notices import tell
from accounts.permissions import OPERATE
from audit.log import record
from registry.archive import ArchivedRecord, opened
from registry.archiving import in_archive
from registry.disclosure import NotThere
from registry.keepers import child_to_keep, require_keeper
from registry.models import Child, Ground, Release, Status
from registry.number import parse, shown
from registry.retention import area_reads_until

SHOWN: Final = 50  # of those that are over


class NotFound(NotThere):
    """No archived record of your authority has this number."""


class ReadItYourself(Exception):
    """Your authority reads this record in its archive: no release is needed yet."""


class AnsweredAlready(Exception):
    """This request was answered, or you answered it before."""


@dataclass(frozen=True)
class Shown:
    """One release. `reference` is the child's number, for whoever asked; empty for who answers."""

    id: UUID
    reference: str
    ground: str
    because: str
    asked_by: str
    authority: str
    asked_at: datetime
    first_by: str
    second_by: str
    refused_by: str
    until: datetime | None
    read_at: datetime | None
    readable: bool
    to_collect: bool  # by taking in the request that it was asked for
    to_answer: bool

    @property
    def state(self) -> str:
        if self.refused_by:
            return "Refused"
        if self.read_at:
            return "Read"
        if self.second_by:
            return "Released" if self.readable or self.to_collect or not self.reference else "Its term is over"
        return "One of two has agreed" if self.first_by else "Waits for the national team"


def ask_release(typed: str, *, ground: Ground, because: str, by: Practitioner, at: datetime) -> UUID:
    """Asks for one record of the own area. Raises Refused, NotFound, ReadItYourself."""
    require_keeper(by, at=at)
    found = Child.objects.filter(number=parse(typed) or "", status=Status.ARCHIVED).first()
    try:
        row = child_to_keep(found.pk, [Status.ARCHIVED], by=by, at=at) if found else None
    except NotThere:
        row = None
    if row is None:
        raise NotFound
    if timezone.localdate(at) < area_reads_until(in_archive(row).on):
        raise ReadItYourself
    made = Release(child=row, ground=ground, asked_by=by, asked_at=at)
    made.because = row.words_key.seal(because, place=_place(made))
    with transaction.atomic():
        made.save(force_insert=True)
        _log("release.asked", made, because, by=by, at=at)
        for person in _national():
            tell(person, "release_asked", at=at, path=reverse("view_release", args=[made.pk]))
    return made.pk


def _national() -> set[Practitioner]:
    teams = Organisation.objects.filter(kind=Kind.NATIONAL_TEAM)
    return {person for team in teams for person in active_holders(OPERATE, team)}


def _answers(by: Practitioner, *, at: datetime) -> bool:
    return by.organisation.kind == Kind.NATIONAL_TEAM and may(by, OPERATE, by.organisation, at=at)


def _mine(by: Practitioner, *, at: datetime) -> QuerySet[Release]:
    """Those that this person may see: all for the national team, else the own. Raises Refused."""
    rows = Release.objects.select_related("child__words_key", "asked_by__organisation", "first_by", "second_by")
    rows = rows.select_related("refused_by")
    if _answers(by, at=at):
        return rows
    require_keeper(by, at=at)
    return rows.filter(asked_by=by)


def releases_of(by: Practitioner, *, at: datetime) -> tuple[Shown, ...]:
    """What waits first, then the newest. Raises Refused."""
    rows = _mine(by, at=at).order_by("-asked_at")
    waiting = rows.filter(second_at=None, refused_at=None)
    return tuple(_shown(row, by=by, at=at) for row in (*waiting, *rows.exclude(pk__in=waiting)[:SHOWN]))


def count_to_answer(by: Practitioner, *, at: datetime) -> int | None:
    """For the home page; None for who answers none."""
    if not _answers(by, at=at):
        return None
    return Release.objects.filter(second_at=None, refused_at=None).exclude(first_by=by).count()


def release_to_see(release: UUID, *, by: Practitioner, at: datetime) -> Shown:
    """Raises Refused, NotThere."""
    return _shown(_found(release, by=by, at=at), by=by, at=at)


def _found(release: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> Release:
    rows = _mine(by, at=at)
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=release).first()
    if row is None:
        raise NotThere
    return row


def answer(release: UUID, *, agrees: bool, by: Practitioner, at: datetime) -> None:
    """One of the two agrees, or refuses for both. Raises Refused, NotThere, AnsweredAlready."""
    require(by, OPERATE, by.organisation, at=at)
    with transaction.atomic():
        row = _found(release, by=by, at=at, lock=True)
        if row.second_at or row.refused_at or by in (row.first_by, row.asked_by):
            raise AnsweredAlready
        if not agrees:
            _write(row, refused_by=by, refused_at=at)
        elif row.first_at is None:
            _write(row, first_by=by, first_at=at)
        else:
            _write(row, second_by=by, second_at=at, until=at + timedelta(days=settings.RELEASE_READ_WITHIN_DAYS))
        _log("release.agreed" if agrees else "release.refused", row, "", by=by, at=at)
        if row.second_at or row.refused_at:
            path = reverse("view_release", args=[row.pk])
            tell(row.asked_by, "release_answered", at=at, path=path)


def _write(row: Release, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def read_released(release: UUID, *, by: Practitioner, at: datetime) -> ArchivedRecord:
    """The record, once. Raises Refused, LimitReached, and NotThere for what is not, or no longer, released."""
    with transaction.atomic():
        row = _found(release, by=by, at=at, lock=True)
        if not _is_readable(row, by=by, at=at):
            raise NotThere
        child = child_to_keep(row.child_id, [Status.ARCHIVED], by=by, at=at, lock=True)
        _write(row, read_at=at)
        _log("release.read", row, "", by=by, at=at)
        return opened(child, because="archive_release", by=by, at=at)


def let_answer(child: Child, *, by: Practitioner, at: datetime) -> None:
    """Who asks what is held asks about an archived record: reason enough in its first year; then it takes a release.

    That somebody of the same authority asked for, and that is spent by it. Inside the caller's transaction, which has
    asked whether the record is this person's to answer for. Raises NotThere.
    """
    if timezone.localdate(at) < area_reads_until(in_archive(child).on):
        return
    rows = Release.objects.filter(child=child, ground=Ground.SUBJECT_ACCESS, read_at=None, until__gt=at)
    row = rows.filter(asked_by__organisation=by.organisation).select_for_update(of=("self",)).first()
    if row is None:
        raise NotThere
    _write(row, read_at=at)
    _log("release.read", row, "", by=by, at=at)


def _is_readable(row: Release, *, by: Practitioner, at: datetime) -> bool:
    return row.ground != Ground.SUBJECT_ACCESS and _is_released(row, by=by, at=at)


def _is_released(row: Release, *, by: Practitioner, at: datetime) -> bool:
    released = row.until is not None and at < row.until and row.read_at is None
    return released and row.asked_by_id == by.pk


def _shown(row: Release, *, by: Practitioner, at: datetime) -> Shown:
    names = {
        "first_by": row.first_by.name if row.first_by else "",
        "second_by": row.second_by.name if row.second_by else "",
        "refused_by": row.refused_by.name if row.refused_by else "",
    }
    return Shown(
        id=row.pk,
        reference=shown(row.child.number) if row.asked_by_id == by.pk else "",
        ground=row.get_ground_display(),
        because=row.child.words_key.unseal(row.because, place=_place(row)),
        asked_by=row.asked_by.name,
        authority=row.asked_by.organisation.name,
        asked_at=timezone.localtime(row.asked_at),
        until=timezone.localtime(row.until) if row.until else None,
        read_at=timezone.localtime(row.read_at) if row.read_at else None,
        readable=_is_readable(row, by=by, at=at),
        to_collect=row.ground == Ground.SUBJECT_ACCESS and _is_released(row, by=by, at=at),
        to_answer=_answers(by, at=at) and not (row.second_at or row.refused_at) and row.first_by_id != by.pk,
        **names,
    )


def _log(verb: str, row: Release, because: str, *, by: Practitioner, at: datetime) -> None:
    number, key = row.child.number, row.child.words_key
    facts = {"release": str(row.pk), "ground": row.ground}
    record(verb, at=at, actor=actor(by), child_number=number, facts=facts, words=because, words_key=key)


def _place(row: Release) -> str:
    return f"registry_release.because|{row.pk}"
