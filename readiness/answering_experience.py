"""What does the national team answer to a report of an early adopter, and which wait for it? (R-LARA-9)"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from readiness.evaluating import waiting
from readiness.experiencing import NoExperience
from readiness.models import Experience
from readiness.moderating import refuse_others


def to_answer(*, by: Practitioner, at: datetime) -> QuerySet[Experience]:
    """Neither answered nor grouped: the worst first, of those the oldest. Raises Refused."""
    refuse_others(by, at=at)
    return waiting().select_related("organisation").order_by("-severity", "at")


def any_report(one: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> Experience:
    """Of any organisation. Raises Refused, NoExperience."""
    refuse_others(by, at=at)
    rows = Experience.objects.select_related("organisation", "by", "answered_by", "finding")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=one).first()
    if found is None:
        raise NoExperience
    return found


def answer(one: UUID, *, words: str, by: Practitioner, at: datetime) -> None:
    """Once; who reported it is told. Raises Refused, NoExperience, NotDone."""
    with transaction.atomic():
        row = any_report(one, by=by, at=at, lock=True)
        if row.answered_at is not None:
            raise NotDone("Somebody has answered this report already")
        Experience.objects.filter(pk=row.pk).update(answer=words, answered_by=by, answered_at=at)
        record("experience.answered", at=at, actor=actor(by), facts={"experience": str(row.pk)}, words=words)
        if row.by:
            tell(row.by, "experience_answered", at=at, path=f"/readiness/experience/{row.pk}")
