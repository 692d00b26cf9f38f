"""What does the page of one request say, and what can this officer do there? (R-AUDIT-4)"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Practitioner
from oversight.subject_access.agreeing import returned_because
from oversight.subject_access.asking import Said, said_of
from oversight.subject_access.making import kinds_for
from oversight.subject_access.models import AccessRequest, FileKind
from oversight.subject_access.seeing import Progress, child_of, failed_part_of, find, is_officer, progress
from registry.disclosure import hits
from registry.shown import Hit
from registry.visible import records_of_area


@dataclass(frozen=True)
class Page:
    progress: Progress
    child: Hit | None
    asker: str
    said: Said
    can_decide: bool
    agreed: bool | None
    failed_part: str
    returned_because: str
    passed_on_by: str
    agreed_by: str
    files: tuple[FileKind, ...]
    may_identify: bool
    may_review: bool
    may_agree: bool
    may_check: bool
    may_retry: bool
    may_withdraw: bool
    with_officers: bool


def page_of(request: UUID, *, by: Practitioner, at: datetime) -> Page:
    """The child is named, and that is in the log. Raises Refused, NotThere, LimitReached."""
    row = find(request, by=by, at=at)
    going_on = row.withdrawn_at is None and row.made_at is None
    decided = bool(row.collected_at) and not row.agreed_at and going_on
    officer, second = is_officer(by, at=at), row.passed_on_at is not None and not row.agreed_at and going_on
    files = kinds_for(row, by=by, at=at)
    return Page(
        progress=progress(row, at=at),
        child=_named(row, by=by, at=at) if row.child_number else None,
        asker=str(row.get_asker_display()),
        said=said_of(row),
        can_decide=row.can_decide,
        agreed=row.agreed,
        failed_part=failed_part_of(row),
        returned_because=returned_because(row),
        passed_on_by=row.passed_on_by.name if row.passed_on_by else "",
        agreed_by=row.agreed_by.name if row.agreed_by else "",
        files=tuple(files),
        may_identify=row.identity_seen_on is None and going_on,
        may_review=decided and (officer or not second),
        may_agree=second and officer and bool(row.child_number),
        may_check=second and officer and not row.child_number,
        may_retry=bool(row.failed_part) and going_on,
        may_withdraw=going_on,
        with_officers=bool(row.made_at and not row.destroyed_at and not files),
    )


def _named(row: AccessRequest, *, by: Practitioner, at: datetime) -> Hit:
    child = child_of(row, by=by)
    with transaction.atomic():
        among = records_of_area(by.organisation)
        return hits([(child.pk, ())], viewer=by, because="subject_access", at=at, among=among)[0]
