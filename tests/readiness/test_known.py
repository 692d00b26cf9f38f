"""What does the registry know beside what an organisation says of itself? (R-LARA-6)"""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import AccessReview, Organisation
from contactpoint.pages.months import bounds
from oversight.models import Review
from readiness import known
from registry.models import Child, Source
from tests import people
from tests.readiness.returns import NOW, derby, director
from tests.registry import children
from tests.shielding.requests import hidden

pytestmark = pytest.mark.django_db


def supports(area: Organisation, question: str) -> int:
    return {one.fact.question: one.fact.supports for one in known.beside(area, {}, at=NOW)}[question]


def words(area: Organisation, question: str) -> str:
    return {one.fact.question: one.fact.words for one in known.beside(area, {}, at=NOW)}[question]


def test_what_is_said_higher_than_the_registry_supports_contradicts() -> None:
    area = derby()
    found = {one.fact.question: one for one in known.beside(area, {"PEO1": 2, "SHI1": 1}, at=NOW)}
    assert found["PEO1"].contradicts  # nobody has an account
    assert not found["SHI1"].contradicts
    assert not found["DAT3"].contradicts  # they did not answer


def test_everybody_cleared_trained_and_with_a_second_factor_supports_all() -> None:
    area = derby()
    director(at=NOW)
    assert [supports(area, code) for code in ("PEO1", "PEO2", "PEO3")] == [4, 4, 4]
    people.social_worker(where=area, lacks="clearance")
    people.social_worker(where=area, lacks="training")
    people.social_worker(where=area, lacks="second_factor")
    assert words(area, "PEO1") == "Enhanced clearance of the last three years: 3 of 4 people"
    assert [supports(area, code) for code in ("PEO1", "PEO2", "PEO3")] == [2, 2, 2]


def test_one_shielding_officer_is_not_enough() -> None:
    area = derby()
    people.person("Shona", "shielding_officer", where=area)
    assert supports(area, "SHI1") == 1
    people.person("Simon", "shielding_officer", where=area)
    assert supports(area, "SHI1") == 4


def test_shields_are_in_time_or_not_and_never_counted() -> None:
    children.john(at=NOW)
    area = people.liverpool()
    before = words(area, "SHI3")
    officer = people.person("Shona", "shielding_officer", at=NOW)
    child = Child.objects.get(responsible_authority=area)
    hidden(child.pk, by=officer, at=NOW - timedelta(days=2))
    assert (before, supports(area, "SHI3")) == ("Confirmed by a second officer within 24 hours: nothing is overdue", 2)
    assert not any(letter.isdigit() for letter in words(area, "SHI6"))


def test_sources_and_reviews_speak_for_themselves() -> None:
    area = derby()
    assert (supports(area, "DAT3"), supports(area, "DAT6"), supports(area, "PEO6")) == (1, 0, 4)
    body = {"body": people.school(), "area": area, "legal_basis": "permitted", "asserts": []}
    Source.objects.create(code="one", name="One", accredited_at=NOW, **body)
    assert (supports(area, "DAT3"), supports(area, "DAT6")) == (4, 4)
    Source.objects.create(code="two", name="Two", every_days=1, accredited_at=NOW - timedelta(days=9), **body)
    assert (supports(area, "DAT3"), supports(area, "DAT6")) == (4, 2)
    yesterday = timezone.localdate(NOW) - timedelta(days=1)
    AccessReview.objects.create(organisation=area, opened_at=NOW - timedelta(days=30), due_on=yesterday)
    assert supports(area, "PEO6") == 2


def test_reviews_of_accesses_speak_for_who_audits() -> None:
    """R-LARA-6, R-AUDIT-3: of the last three months whose time is over, those that were signed in it."""
    area, this = derby(), timezone.localdate(NOW).replace(day=1)
    assert supports(area, "AUD1") == 0
    audrey = people.person("Audrey", "auditor", where=area, at=NOW)
    assert supports(area, "AUD1") == 2
    for ago in (1, 2, 3, 4):
        month = this - relativedelta(months=ago)
        signed = bounds(month + relativedelta(months=1))[1] - timedelta(seconds=1)
        told = {"drawn_at": NOW, "looks": 0, "explained": 0, "sample": 0}
        one = Review.objects.create(organisation=area, month=month, **told)
        if ago == 2:
            assert supports(area, "AUD1") == 2  # it is not signed, and its time is over
        if ago > 1:
            Review.objects.filter(pk=one.pk).update(signed_at=signed, signed_by=audrey)
            assert supports(area, "AUD1") == (4 if ago == 4 else 3)
    assert words(area, "AUD1").endswith("signed in time: 3 of the last 3")


def test_a_review_that_is_signed_late_is_not_in_time() -> None:
    area, this = derby(), timezone.localdate(NOW).replace(day=1)
    audrey = people.person("Audrey", "auditor", where=area, at=NOW)
    month = this - relativedelta(months=2)
    late = bounds(month + relativedelta(months=1))[1]
    told = {"drawn_at": NOW, "looks": 0, "explained": 0, "sample": 0, "signed_at": late, "signed_by": audrey}
    Review.objects.create(organisation=area, month=month, **told)
    assert supports(area, "AUD1") == 2
