"""When are the documents made, and who takes them away? (R-AUDIT-4)"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from oversight.subject_access.agreeing import handed_out
from oversight.subject_access.asking import said_of
from oversight.subject_access.collecting import CHANGED, collect_again_if_changed, may_tell_all
from oversight.subject_access.deciding import items_for
from oversight.subject_access.documents import document
from oversight.subject_access.facts import Sealer
from oversight.subject_access.models import AccessFile, AccessRequest, FileKind, Part
from oversight.subject_access.seeing import child_of, find, is_officer
from registry.disclosure import NotThere
from registry.giving import give
from registry.ties import ties_between

NOTHING_HELD: Final = (FileKind.WHOLE, FileKind.LARGE)


def make_next(request: UUID, *, at: datetime) -> bool:
    """The next document that is missing; True when there are more."""
    with transaction.atomic():
        row = AccessRequest.objects.select_for_update(of=("self",)).select_related("authority").get(pk=request)
        missing = _missing(row)
        if not missing or row.made_at or row.withdrawn_at or not row.agreed_at:
            return False
        if collect_again_if_changed(row, at=at):
            _tell_both(row, "access_changed", at=at)
            return False
        sealer, kind = Sealer(row), missing[0]
        facts = [sealer.fact(item) for item in handed_out(row)]
        file = AccessFile(request=row, kind=kind)
        file.sealed = sealer.seal_file(file, document(kind, row, said_of(row), facts, at=row.agreed_at))
        file.save(force_insert=True)
        if len(missing) == 1:
            _made(row, at=at)
    return len(missing) > 1


def preview(request: UUID, *, by: Practitioner, at: datetime) -> bytes:
    """What the answer would say, as far as this officer may see it. Raises Refused, NotThere, LimitReached."""
    with transaction.atomic():
        row = find(request, by=by, at=at)
        if not row.collected_at or row.content_key is None:
            raise NotThere
        _give(row, "subject_access.previewed", {}, by=by, at=at)
    visible = set(items_for(row, by=by, at=at).values_list("pk", flat=True))
    sealer = Sealer(row)
    facts = [sealer.fact(item) for item in handed_out(row) if item.pk in visible]
    return document(FileKind.WHOLE, row, said_of(row), facts, at=at, draft=True)


def kinds_for(row: AccessRequest, *, by: Practitioner, at: datetime) -> list[FileKind]:
    """What this officer may take away.

    Where a sensitive service may be told of, shielding officers alone, whether one is told of or not: who may not see
    that there is one does not see the answer either (R-INV-2).
    """
    if row.made_at is None or row.destroyed_at or (may_tell_all(row) and not is_officer(by, at=at)):
        return []
    there = set(AccessFile.objects.filter(request=row).values_list("kind", flat=True))
    return [kind for kind in FileKind if kind in there]


def take_away(request: UUID, kind: str, *, by: Practitioner, at: datetime) -> tuple[FileKind, bytes]:
    """Each time in the log. Raises Refused, NotThere, LimitReached; NotDone when the record has changed."""
    content = None
    with transaction.atomic():
        row = find(request, by=by, at=at, lock=True)
        if kind not in kinds_for(row, by=by, at=at):
            raise NotThere
        if not collect_again_if_changed(row, at=at):
            file = AccessFile.objects.get(request=row, kind=kind)
            content = Sealer(row).file(file)
            _give(row, "subject_access.downloaded", {"file": kind}, by=by, at=at)
    if content is None:
        raise NotDone(CHANGED)
    return FileKind(kind), content


def _give(row: AccessRequest, verb: str, facts: dict[str, str], *, by: Practitioner, at: datetime) -> None:
    told = {"request": str(row.pk), **facts}
    record(verb, at=at, actor=actor(by), child_number=row.child_number, facts=told)
    if row.child_number:
        child = child_of(row, by=by)
        seen = {"request": str(row.pk), "ties": ties_between(by, child, seen_as="officer", at=at)}
        give("child.opened", [child], to=by, because="subject_access", at=at, facts=seen)


def _missing(row: AccessRequest) -> list[FileKind]:
    there = set(AccessFile.objects.filter(request=row).values_list("kind", flat=True))
    wanted = list(FileKind) if row.child_number else list(NOTHING_HELD)
    return [kind for kind in wanted if kind not in there]


def _made(row: AccessRequest, *, at: datetime) -> None:
    done = [*row.parts_done, Part.FILES]
    AccessRequest.objects.filter(pk=row.pk).update(made_at=at, parts_done=done, failed_part="")
    facts = {"request": str(row.pk)}
    record("subject_access.made", at=at, source="jobs", child_number=row.child_number, facts=facts)
    _tell_both(row, "access_ready", at=at)


def _tell_both(row: AccessRequest, kind: str, *, at: datetime) -> None:
    for person in (row.passed_on_by, row.agreed_by):
        if person:
            tell(person, kind, at=at, path=reverse("access_requests"))
