"""The page of what was flagged within the hour: the own organisation's, without a child, judged like the rest."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from oversight.models import ReviewItem
from oversight.watching import watch
from tests import people
from tests.oversight.looking import looks
from tests.oversight.test_review_pages import audrey, digits, national, page_of, signed_in, text

pytestmark = pytest.mark.django_db


def test_what_was_flagged_within_the_hour_is_on_a_page_of_its_own_and_judged_like_the_rest() -> None:
    pat, nat = people.social_worker(), national()
    looks(pat, 9, start=timezone.now() - timedelta(minutes=30))
    watch(at=timezone.now())
    client, item = signed_in(audrey()), ReviewItem.objects.get()
    assert "Unusual activity to look into</a>: 1" in text(client.get("/"))
    listed = text(client.get(reverse("unusual_activity")))
    assert "Opened 9 records within ten minutes that nothing leads to" in listed
    assert "0000000001" not in digits(listed) + digits(text(client.get(page_of(item))))
    assert "Liverpool: 1, the oldest since" in text(signed_in(nat).get(reverse("reviews_of_england")))
    where = client.post(page_of(item), {"verdict": "in_order", "words": "A coach accident"})
    assert where.headers["Location"] == reverse("unusual_activity")
    assert "Nothing is left to judge" in text(client.get(reverse("unusual_activity")))
    assert Event.objects.filter(verb="review.opened", because="unusual").count() == 2


def test_what_was_flagged_elsewhere_is_not_there() -> None:
    hana = people.health_visitor()
    looks(hana, 9, start=timezone.now() - timedelta(minutes=30))
    watch(at=timezone.now())
    client = signed_in(audrey())
    assert hana.name not in text(client.get(reverse("unusual_activity")))
    assert client.get(page_of(ReviewItem.objects.get())).status_code == 404
    assert signed_in(people.teacher()).get(reverse("unusual_activity")).status_code == 403
