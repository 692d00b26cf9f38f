"""Who opens a record again reads when they last did; nobody else's opening counts (ux.md 2(j))."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import Practitioner
from registry.disclosure import give_reason, open_record
from registry.models import Reason
from tests import people
from tests.registry import children

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(hour=12)


@pytest.fixture
def john() -> UUID:
    return children.john(at=NOW)


def last_opened(child: UUID, who: Practitioner, *, at: datetime) -> object:
    give_reason(child, reason=Reason.PROVIDING, viewer=who, at=at)
    return open_record(child, viewer=who, at=at).heading.last_opened


def test_the_day_of_the_last_visit_is_shown_and_not_this_one(john: UUID) -> None:
    pat = people.social_worker()
    assert last_opened(john, pat, at=NOW) is None
    assert last_opened(john, pat, at=NOW + timedelta(minutes=5)) is None
    assert last_opened(john, pat, at=NOW + timedelta(days=3)) == NOW.date()


def test_what_somebody_else_opened_is_not_told(john: UUID) -> None:
    last_opened(john, people.social_worker(), at=NOW)
    assert last_opened(john, people.teacher(), at=NOW + timedelta(days=1)) is None
