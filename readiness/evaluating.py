"""Has the national team closed the evaluation of the early adopters, and what has to be done before? (R-LARA-9)"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from audit.log import record
from readiness.models import EvaluationClosed, Experience, Finding
from readiness.moderating import refuse_others


def evaluation_closed() -> bool:
    return EvaluationClosed.objects.exists()


def closing() -> EvaluationClosed | None:
    """Who closed it, when and why."""
    return EvaluationClosed.objects.select_related("by").first()


def waiting() -> QuerySet[Experience]:
    """Reports that are neither answered nor under a finding."""
    return Experience.objects.filter(answered_at=None, finding=None)


def undone() -> QuerySet[Finding]:
    """Findings that do not say what was done."""
    return Finding.objects.filter(changes=None)


def missing() -> list[str]:
    """What stands in the way of closing it, in sentences."""
    reports, findings = waiting().count(), undone().count()
    return [
        *([f"Reports that are neither answered nor grouped under a finding: {reports}"] if reports else []),
        *([f"Findings that do not say what was done: {findings}"] if findings else []),
    ]


def close(*, because: str, by: Practitioner, at: datetime) -> None:
    """From now on other areas can go live. Raises Refused, NotDone when it is closed already or something is open."""
    refuse_others(by, at=at)
    with transaction.atomic():
        _, made = EvaluationClosed.objects.get_or_create(only=True, defaults={"because": because, "by": by, "at": at})
        if not made:
            raise NotDone("The evaluation is closed already")
        if open_still := missing():
            raise NotDone(". ".join(open_still))
        record("readiness.evaluation_closed", at=at, actor=actor(by), words=because)
