"""Is whoever reviews reminded of what is late, and the national auditor told, never twice for the same? (R-AUDIT-3)"""

from datetime import timedelta

import pytest

from accounts.models import Practitioner
from accounts.notices import notices_of
from audit.models import Event
from oversight.models import Review, ReviewItem
from oversight.reminding import remind_of_reviews
from oversight.watching import watch
from registry.ties import Tie
from tests import people
from tests.oversight.looking import APRIL, NOON, drawn, look, looks

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def audrey() -> Practitioner:
    return people.person("Audrey", "auditor")


@pytest.fixture
def nat() -> Practitioner:
    return people.person("Nat", "national_auditor", where=people.national_team())


@pytest.fixture
def review(audrey: Practitioner, nat: Practitioner) -> Review:
    pat = people.social_worker()
    look(pat, "1234567890", Tie.HOME)
    return drawn(pat)


def heard(who: Practitioner, kind: str) -> list[str]:
    return [row.words for row in notices_of(who) if who.notices.filter(pk=row.id, kind=kind).exists()]


def test_its_auditors_are_reminded_after_two_weeks_and_then_each_week(review: Review, audrey: Practitioner) -> None:
    days = [13, 14, 15, 21]
    assert [remind_of_reviews(at=review.drawn_at + day * DAY) for day in days] == [0, 1, 0, 1]
    assert heard(audrey, "looks_late") == ["Monthly reviews of accesses that are late: 1"] * 2


def test_after_four_weeks_the_national_auditor_is_told_once(review: Review, nat: Practitioner) -> None:
    for day in (14, 27, 28, 29, 60):
        remind_of_reviews(at=review.drawn_at + day * DAY)
    assert heard(nat, "reviews_late") == ["Monthly reviews that no auditor has signed in four weeks: 1"]
    assert Event.objects.filter(verb="review.escalated", facts__review=str(review.pk)).count() == 1


def test_of_a_signed_review_nobody_is_reminded(review: Review, audrey: Practitioner) -> None:
    ReviewItem.objects.update(verdict="in_order", words=b"1", judged_by=audrey, judged_at=APRIL)
    Review.objects.update(signed_at=APRIL, signed_by=audrey)
    assert remind_of_reviews(at=APRIL + 60 * DAY) == 0


def test_where_nobody_audits_the_administrators_are_reminded() -> None:
    ada, pat = people.person("Ada", "account_administrator"), people.social_worker()
    look(pat, "1234567890", Tie.HOME)
    drawn(pat)
    remind_of_reviews(at=APRIL + 14 * DAY)
    assert len(heard(ada, "looks_late")) == 1


def test_a_flag_that_nobody_judges_is_told_of_each_day(audrey: Practitioner, nat: Practitioner) -> None:
    pat, hana = people.social_worker(), people.health_visitor()
    looks(pat, 9)
    looks(hana, 9)
    watch(at=NOON + HOUR)
    assert [remind_of_reviews(at=NOON + hours * HOUR) for hours in (20, 25, 26, 50)] == [0, 2, 0, 2]
    words = "Unusual activity that nobody has looked into for more than a day: {}"
    assert heard(audrey, "unusual_activity_waits") == [words.format(1)] * 2
    assert heard(nat, "unusual_activity_waits") == [words.format(2)] * 2
    assert heard(pat, "unusual_activity_waits") == []


def test_the_auditor_who_was_flagged_is_not_told_of_it(nat: Practitioner) -> None:
    abel, audrey = people.person("Abel", "auditor"), people.person("Audrey", "auditor")
    looks(abel, 9)
    watch(at=NOON + HOUR)
    remind_of_reviews(at=NOON + 30 * HOUR)
    assert (heard(abel, "unusual_activity_waits"), heard(audrey, "unusual_activity_waits")) == ([], [])
    assert len(heard(nat, "unusual_activity_waits")) == 1
