"""How does a reviewer take a month's accesses away as a file? One asks, another agrees, each step in the log.

The file is made when it is agreed to, sealed under a key of its own, and forgotten after some days (R-AUDIT-1, ux.md
2(j)). It says no more than the pages do: a child by number, and not where the number would tell of a shield.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.access import NotYours, actor, may, require
from accounts.granting import NotDone
from accounts.holding import active_holders
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from contactpoint.pages.csv_out import written
from contactpoint.pages.dates import moment_in_words
from contactpoint.vault.models import DataKey
from oversight.models import PackExport, ReviewItem
from oversight.reviewing import NATIONAL, REVIEW, items_for, one_of, what_of

HEADER: Final = ("Person", "Job", "Access", "First", "Last", "Listed as", "Why it is listed", "Decision", "Decided by")


@dataclass(frozen=True)
class Pack:
    """`can_agree`, `can_download`: what this reader may do now."""

    id: UUID
    review: UUID
    organisation: str
    month: date
    asked_by: str
    asked_at: datetime
    agreed_by: str
    agreed_at: datetime | None
    forgotten: bool
    can_agree: bool
    can_download: bool


def ask(review: UUID, *, by: Practitioner, at: datetime) -> UUID:
    """Nothing is written until somebody else agrees. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        one_of(by, review, at=at)
        if PackExport.objects.filter(review=review, asked_by=by, agreed_at=None).exists():
            raise NotDone("You have asked for this file already")
        made = PackExport.objects.create(review_id=review, asked_by=by, asked_at=at)
        _record("asked", made, by=by, at=at)
        others = [*active_holders(REVIEW, by.organisation), *active_holders(NATIONAL, None)]
        for other in dict.fromkeys(others):
            if other.pk != by.pk:
                tell(other, "pack_asked", at=at, path=_page(made), by=by.pk)
    return made.pk


def agree(pack: UUID, *, by: Practitioner, at: datetime) -> None:
    """The file is made, of what the asker may read. Raises NotDone, Refused, NotYours; NotYours for the asker."""
    with transaction.atomic():
        PackExport.objects.select_for_update().filter(pk=pack).first()
        row = _found(pack, by=by, at=at)
        if row.asked_by_id == by.pk:
            raise NotYours(REVIEW, by.organisation_id)
        if row.agreed_at:
            raise NotDone("Somebody else has agreed already")
        if not may(row.asked_by, REVIEW, row.review.organisation, at=at):
            raise NotDone(f"{row.asked_by.name} may not review accesses any more")
        lines = [line(item) for item in _items(row, at=at)]
        file = DataKey.named(_key(row)).seal(written(HEADER, lines), place=_place(row))
        PackExport.objects.filter(pk=row.pk).update(agreed_by=by, agreed_at=at, file=file)
        _record("agreed", row, by=by, at=at, rows=len(lines))
        tell(row.asked_by, "pack_agreed", at=at, path=_page(row), by=by.pk)


def download(pack: UUID, *, by: Practitioner, at: datetime) -> str:
    """For who asked, each time in the log. Raises Refused, NotYours."""
    require(by, REVIEW, by.organisation, at=at)
    row = _found(pack, by=by, at=at)
    if row.asked_by_id != by.pk or row.file is None:
        raise NotYours(REVIEW, by.organisation_id)
    with transaction.atomic():
        _record("downloaded", row, by=by, at=at)
    return DataKey.named(_key(row)).unseal(row.file, place=_place(row))


def packs_of(review: UUID, *, by: Practitioner, at: datetime) -> tuple[Pack, ...]:
    """Of the own organisation's review, the newest first. Raises Refused, NotYours."""
    one_of(by, review, at=at)
    return tuple(_pack(row, by) for row in _rows().filter(review=review).order_by("-asked_at"))


def pack_to_read(pack: UUID, *, by: Practitioner, at: datetime) -> Pack:
    """Raises Refused, NotYours."""
    return _pack(_found(pack, by=by, at=at), by)


def forget_packs(*, at: datetime) -> int:
    """With their keys: no copy of the database opens them any more. How many went."""
    old = at - timedelta(days=settings.REVIEW_FILES_KEPT_DAYS)
    with transaction.atomic():
        rows = list(PackExport.objects.select_for_update().filter(agreed_at__lte=old, forgotten_at=None))
        DataKey.objects.filter(purpose__in=[_key(row) for row in rows]).delete()
        PackExport.objects.filter(pk__in=[row.pk for row in rows]).update(file=None, forgotten_at=at)
        PackExport.objects.filter(agreed_at=None, asked_at__lte=old).delete()
    return len(rows)


def line(item: ReviewItem) -> Sequence[str]:
    """The cells under HEADER."""
    who, by = item.practitioner, item.judged_by
    return (
        who.name,
        who.job_title,
        what_of(item),
        moment_in_words(item.first_at),
        moment_in_words(item.last_at),
        item.get_kind_display(),
        "; ".join(item.reasons),
        item.get_verdict_display() if item.verdict else "",
        by.name if by else "",
    )


def _items(row: PackExport, *, at: datetime) -> QuerySet[ReviewItem]:
    theirs = items_for(row.asked_by, at=at).filter(review=row.review)
    return theirs.select_related("practitioner", "judged_by").order_by("practitioner", "first_at", "pk")


def _rows() -> QuerySet[PackExport]:
    return PackExport.objects.select_related("review__organisation", "asked_by__organisation", "agreed_by")


def _found(pack: UUID, *, by: Practitioner, at: datetime) -> PackExport:
    """Of the own organisation's, for its auditors; any, for the national auditor. Raises Refused, NotYours."""
    national = may(by, NATIONAL, by.organisation, at=at)
    if not national:
        require(by, REVIEW, by.organisation, at=at)
    allowed = Q() if national else Q(review__organisation=by.organisation_id)
    if row := _rows().filter(allowed, pk=pack).first():
        return row
    raise NotYours(REVIEW, by.organisation_id)


def _pack(row: PackExport, by: Practitioner) -> Pack:
    return Pack(
        id=row.pk,
        review=row.review_id,
        organisation=row.review.organisation.name,
        month=row.review.month,
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        agreed_by=row.agreed_by.name if row.agreed_by else "",
        agreed_at=row.agreed_at,
        forgotten=row.forgotten_at is not None,
        can_agree=row.agreed_at is None and row.asked_by_id != by.pk,
        can_download=row.file is not None and row.asked_by_id == by.pk,
    )


def _page(row: PackExport) -> str:
    return reverse("review_pack", args=[row.pk])


def _key(row: PackExport) -> str:
    return f"pack:{row.pk}"


def _place(row: PackExport) -> str:
    return f"oversight_packexport.file|{row.pk}"


def _record(what: str, row: PackExport, *, by: Practitioner, at: datetime, **facts: int) -> None:
    told = {"review": str(row.review_id), "export": str(row.pk), **facts}
    record(f"review.export_{what}", at=at, actor=actor(by), facts=told)
