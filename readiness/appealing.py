"""How does an organisation ask for a decision about it to be looked at again? (R-LARA-4)

Once for each decision, by who signs its returns; somebody answers who neither recommended nor decided it. An appeal
that is upheld moves no stage: it is a reason to recommend anew, which takes two again.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.access import actor, require
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from readiness.deciding import NoDecision, NotDecided, decision_for
from readiness.models import Appeal, Decision
from readiness.moderating import refuse_others, whose
from readiness.returning import SIGN


def can_be_appealed(decision: Decision) -> bool:
    """What went against the organisation, once."""
    return decision.is_against and not hasattr(decision, "appeal")


def appeal(one: UUID, *, words: str, by: Practitioner, at: datetime) -> None:
    """Raises Refused, NoDecision, NotDecided."""
    require(by, SIGN, by.organisation, at=at)
    decision = decision_for(one, by=by, at=at)
    if not can_be_appealed(decision):
        raise NotDecided("This decision cannot be appealed, or was already")
    try:
        with transaction.atomic():
            Appeal.objects.create(decision=decision, words=words, by=by, at=at)
            _record("readiness.appealed", decision, by=by, at=at, words=words)
    except IntegrityError as twice:
        raise NotDecided("A colleague has appealed already") from twice


def to_answer(*, by: Practitioner, at: datetime) -> QuerySet[Appeal]:
    """The longest wait first. Raises Refused."""
    refuse_others(by, at=at)
    return Appeal.objects.filter(answered_at=None).select_related("decision__organisation", "by").order_by("at")


def answer(one: UUID, *, upheld: bool, words: str, by: Practitioner, at: datetime) -> None:
    """Raises Refused, NoDecision, NotDecided."""
    with transaction.atomic():
        refuse_others(by, at=at)
        decision = decision_for(one, by=by, at=at)
        row = Appeal.objects.select_for_update().filter(decision=decision).first()
        if row is None:
            raise NoDecision
        if row.answered_at is not None:
            raise NotDecided("Somebody has answered this appeal already")
        if by.pk in (decision.recommended_by_id, decision.decided_by_id):
            raise NotDecided("You took part in the decision, so another person answers the appeal")
        said = {"upheld": upheld, "answer": words, "answered_by": by, "answered_at": at}
        Appeal.objects.filter(pk=row.pk).update(**said)
        _record("readiness.appeal_answered", decision, by=by, at=at, words=words)
        for person in whose(decision.organisation):
            tell(person, "readiness_appeal_answered", at=at, path=f"/readiness/decisions/{decision.pk}")


def _record(verb: str, decision: Decision, *, by: Practitioner, at: datetime, words: str) -> None:
    record(verb, at=at, actor=actor(by), facts={"decision": str(decision.pk)}, words=words)
