"""What of oversight may an address name, and how does a test make one of an organisation? (SEC-11)"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Organisation
from contactpoint.vault.models import DataKey
from oversight.models import Review, ReviewItem
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


OVERSIGHT: Final[dict[str, Callable[[Organisation], Any]]] = {
    "look_review": look_review,
    "review_item": review_item,
}
