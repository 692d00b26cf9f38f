"""Who is reminded of a monthly review that is late, and of unusual activity that nobody looks into? (R-AUDIT-3)

A late review is escalated to the national auditor once; its auditors are reminded each week until it is signed. What
was flagged within the hour waits for a day: then whoever can judge it is reminded each day, and the national auditor.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.administrators import administrators_of
from accounts.holding import active_holders
from accounts.models import Organisation, Practitioner
from accounts.notices import tell
from audit.log import record
from oversight.models import Listing, Review, ReviewItem

LATE_AFTER: Final = timedelta(days=14)  # from the night on which it was drawn
EVERY: Final = timedelta(days=7)
ESCALATED_AFTER: Final = timedelta(days=28)
FLAG_WAITS: Final = timedelta(days=1)


def remind_of_reviews(*, at: datetime) -> int:
    """How many late reviews, and flags that wait, somebody was told of."""
    return _remind_of_late(at=at) + _escalate(at=at) + _remind_of_flags(at=at)


def _remind_of_late(*, at: datetime) -> int:
    again = Q(reminded_at=None) | Q(reminded_at__lte=at - EVERY)
    late = Review.objects.filter(again, signed_at=None, drawn_at__lte=at - LATE_AFTER)
    with transaction.atomic():
        reviews = list(late.select_for_update(of=("self",)).select_related("organisation"))
        for organisation, many in Counter(one.organisation for one in reviews).items():
            for reader in _auditors(organisation):
                tell(reader, "looks_late", at=at, path=reverse("look_reviews"), reviews=many)
        _note(reviews, "review.reminded", at=at)
        Review.objects.filter(pk__in=[one.pk for one in reviews]).update(reminded_at=at)
    return len(reviews)


def _escalate(*, at: datetime) -> int:
    later = Review.objects.filter(signed_at=None, escalated_at=None, drawn_at__lte=at - ESCALATED_AFTER)
    with transaction.atomic():
        reviews = list(later.select_for_update(of=("self",)))
        for reader in active_holders("audit_nationally", None) if reviews else ():
            tell(reader, "reviews_late", at=at, path=reverse("reviews_of_england"), reviews=len(reviews))
        _note(reviews, "review.escalated", at=at)
        Review.objects.filter(pk__in=[one.pk for one in reviews]).update(escalated_at=at)
    return len(reviews)


def _remind_of_flags(*, at: datetime) -> int:
    """Each day, until they are judged. The person whom it is about is never told."""
    again = Q(reminded_at=None) | Q(reminded_at__lte=at - FLAG_WAITS)
    flags = ReviewItem.objects.filter(again, kind=Listing.UNUSUAL, verdict="", last_at__lte=at - FLAG_WAITS)
    with transaction.atomic():
        waiting = list(flags.select_for_update(of=("self",)).select_related("organisation", "practitioner"))
        counts: Counter[tuple[Practitioner, str]] = Counter()
        for item in waiting:
            counts.update((reader, path) for reader, path in _judges(item) if reader != item.practitioner)
        for (reader, path), many in counts.items():
            tell(reader, "unusual_activity_waits", at=at, path=path, flags=many)
        ReviewItem.objects.filter(pk__in=[item.pk for item in waiting]).update(reminded_at=at)
        if waiting:
            record("activity.reminded", at=at, source="nightly", facts={"flags": len(waiting)})
    return len(waiting)


def _judges(item: ReviewItem) -> Iterable[tuple[Practitioner, str]]:
    nationally = [(reader, reverse("reviews_of_england")) for reader in active_holders("audit_nationally", None)]
    if item.for_national or item.organisation is None:
        return nationally
    own = [(reader, reverse("unusual_activity")) for reader in active_holders("review_accesses", item.organisation)]
    return [*own, *nationally]


def _auditors(organisation: Organisation) -> list[Practitioner]:
    """Where there are none, whoever can appoint one."""
    return active_holders("review_accesses", organisation) or administrators_of(organisation)


def _note(reviews: Iterable[Review], verb: str, *, at: datetime) -> None:
    for one in reviews:
        facts = {"review": str(one.pk), "organisation": str(one.organisation_id)}
        record(verb, at=at, source="nightly", facts=facts)
