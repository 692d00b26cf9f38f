"""Has the national team closed the evaluation of the early adopters? (R-LARA-9)"""

from datetime import datetime

from django.db import transaction

from accounts.access import actor, require
from accounts.granting import NotDone
from accounts.models import Practitioner
from audit.log import record
from readiness.models import EvaluationClosed

DECIDE = "decide_readiness"


def evaluation_closed() -> bool:
    return EvaluationClosed.objects.exists()


def close(*, because: str, by: Practitioner, at: datetime) -> None:
    """From now on other areas can go live. Raises Refused, NotDone when it is closed already."""
    require(by, DECIDE, by.organisation, at=at)
    with transaction.atomic():
        _, made = EvaluationClosed.objects.get_or_create(only=True, defaults={"because": because, "by": by, "at": at})
        if not made:
            raise NotDone("The evaluation is closed already")
        record("readiness.evaluation_closed", at=at, actor=actor(by), words=because)
