"""What of oversight may an address name, and how does a test make one of an organisation? (SEC-11)"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Organisation
from contactpoint.vault.models import DataKey
from oversight.models import PackExport, Review, ReviewItem
from tests.rules.makers import someone_of


def look_review(organisation: Organisation) -> Any:
    """Of the month that is over, with one access that is drawn at random."""
    now = timezone.now()
    month = timezone.localdate(now).replace(day=1) - relativedelta(months=1)
    told = {"drawn_at": now, "looks": 1, "explained": 1, "sample": 1}
    review, made = Review.objects.get_or_create(organisation=organisation, month=month, defaults=told)
    if made:
        looked = {"first_at": now - timedelta(days=32), "last_at": now - timedelta(days=32), "events": [1]}
        about = {"child_number": "1234567890", "kind": "sample", "words_key": DataKey.named("review:test").pk}
        ReviewItem.objects.create(review=review, practitioner=someone_of(organisation), **about, **looked)
    return review.pk


def review_item(organisation: Organisation) -> Any:
    return ReviewItem.objects.get(review=look_review(organisation)).pk


def review_pack(organisation: Organisation) -> Any:
    """Asked for by somebody of the organisation; nobody has agreed."""
    told = {"asked_by": someone_of(organisation), "asked_at": timezone.now()}
    return PackExport.objects.get_or_create(review_id=look_review(organisation), defaults=told)[0].pk


OVERSIGHT: Final[dict[str, Callable[[Organisation], Any]]] = {
    "look_review": look_review,
    "review_item": review_item,
    "review_pack": review_pack,
}
