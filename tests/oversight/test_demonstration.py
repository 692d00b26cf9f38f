"""The demonstration's month of work leaves something for each page to show, once, and only where all are invented."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import demonstration as accounts_of
from accounts.models import Practitioner
from oversight import demonstration
from oversight.invented_requests import QUARTER
from oversight.models import AccessRequest, Complaint, Listing, ReviewItem
from oversight.reports import report
from registry.models import Child, Dispute, Involvement, Move, Status
from shielding.models import ContactRequest
from tests import people
from tests.registry import children

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings: Any) -> datetime:
    """The accounts of Liverpool and Manchester, and as many children as the story needs."""
    settings.INVENTED = True
    at = timezone.now()
    areas = {people.liverpool().code, people.manchester().code}
    accounts_of.make([one for one in accounts_of.accounts() if one.organisation in areas], at=at)
    for number in range(demonstration.CHILDREN):
        children.child(at=at - 2 * QUARTER, key=f"child {number}")
    return at


def test_each_page_has_something_to_show(town: datetime) -> None:
    assert demonstration.invent(at=town) > 60
    assert set(ReviewItem.objects.values_list("kind", flat=True)) >= {Listing.SAMPLE, Listing.RANKED, Listing.UNUSUAL}
    assert ReviewItem.objects.exclude(verdict="").exists()
    assert ReviewItem.objects.exclude(asked_at=None).exists()
    assert set(Dispute.objects.values_list("decision", flat=True)) == {"", "refused"}
    assert set(Move.objects.values_list("state", flat=True)) == {"proposed", "declined"}
    assert Complaint.objects.count() == 2
    assert Child.objects.filter(status=Status.ARCHIVED).count() == 1
    assert [row.made_at is None for row in AccessRequest.objects.order_by("made_at")] == [False, True]
    assert {row.ended_at is None for row in ContactRequest.objects.all()} == {True, False}
    unconfirmed = Involvement.objects.filter(confirmed_at__lt=town - timedelta(days=90))
    assert unconfirmed.filter(practitioner__email__startswith="pat").exists()
    dirk = Practitioner.objects.get(email__startswith="dirk")
    for name in ("use", "speed", "requests"):
        assert report(name, month=None, area="", by=dirk, at=town).rows


def test_it_is_invented_once(town: datetime) -> None:
    demonstration.invent(at=town)
    assert demonstration.invent(at=town) == 0


def test_nothing_is_invented_where_people_are_real(settings: Any) -> None:
    settings.INVENTED = False
    with pytest.raises(ValueError, match="practice area"):
        demonstration.invent(at=timezone.now())
