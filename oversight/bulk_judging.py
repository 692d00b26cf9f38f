"""How are many accesses that were drawn at random called expected at once, each in the log? (R-AUDIT-3, ux.md 2(j))

Only what the sample drew: what is hard to explain, an override or unusual activity is judged one by one.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.granting import NotDone
from accounts.models import Practitioner
from oversight.judging import judge
from oversight.models import Listing, ReviewItem, Verdict
from oversight.reviewing import items_for, one_of

AT_ONCE: Final = 100


def to_judge_together(review: UUID, *, by: Practitioner, at: datetime) -> QuerySet[ReviewItem]:
    """What was drawn at random, is not judged and waits for no answer, by person. Raises Refused, NotYours."""
    one_of(by, review, at=at)
    rows = items_for(by, at=at).filter(review=review, kind=Listing.SAMPLE, verdict="")
    waiting = rows.exclude(asked_at__isnull=False, answered_at=None)
    return waiting.select_related("practitioner").order_by("practitioner__surname", "practitioner", "first_at", "pk")


def judge_together(review: UUID, items: Collection[UUID], *, words: str, by: Practitioner, at: datetime) -> int:
    """All or none, with one reason. Raises NotDone, Refused, NotYours; NotDone too for what may not be judged so."""
    if not words.strip():
        raise NotDone("Enter why they were expected")
    with transaction.atomic():
        allowed = set(to_judge_together(review, by=by, at=at).filter(pk__in=items).values_list("pk", flat=True))
        if not items or allowed != set(items):
            raise NotDone("Some of these were judged meanwhile, or are judged one by one: select again")
        for item in sorted(allowed):
            judge(item, Verdict.IN_ORDER, words=words, by=by, at=at)
    return len(allowed)
