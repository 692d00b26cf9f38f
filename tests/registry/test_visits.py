"""Why somebody looks at a child: stated, kept, changed, and sealed (R-SEARCH-3, R-SEARCH-4)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from accounts.access import Refused
from accounts.models import Practitioner
from audit.log import words_of
from audit.models import Event
from registry.disclosure import give_reason, open_record
from registry.involving import record_involvement
from registry.models import Child, Reason, Visit
from registry.visits import ActingFor, reason_today, state_reason
from tests import people
from tests.registry.work import NURSING

pytestmark = pytest.mark.django_db
ANNA = ActingFor("Anna Berg", "Alder Hey", "Paediatrician", "0151 496 0077")


def test_the_last_reason_of_the_day_counts(john: UUID, pat: Practitioner, now: datetime) -> None:
    for reason, later in ((Reason.PROVIDING, 0), (Reason.SAFEGUARDING, 1)):
        give_reason(john, reason=reason, viewer=pat, at=now + timedelta(seconds=later))
    visit = reason_today(Child.objects.get(pk=john), by=pat, at=now)
    assert visit is not None
    assert visit.reason == Reason.SAFEGUARDING


def test_a_day_ends_at_midnight_in_london(john: UUID, pat: Practitioner) -> None:
    """On a summer evening the day in London ends before that of UTC."""
    child = Child.objects.get(pk=john)
    evening, after = datetime(2027, 7, 1, 22, 59, tzinfo=UTC), datetime(2027, 7, 1, 23, 1, tzinfo=UTC)
    Visit.objects.create(practitioner=pat, child=child, day=evening.date(), reason=Reason.PROVIDING, stated_at=evening)
    assert reason_today(child, by=pat, at=evening) is not None
    assert reason_today(child, by=pat, at=after) is None


@pytest.mark.parametrize("reason", [Reason.OTHER, Reason.ACTING_FOR])
def test_a_reason_that_needs_words_is_nothing_without(
    reason: Reason, john: UUID, pat: Practitioner, now: datetime
) -> None:
    with pytest.raises(ValueError, match=reason):
        give_reason(john, reason=reason, viewer=pat, at=now)
    assert not Visit.objects.exists()


def test_for_whom_somebody_acts_is_shown_kept_and_logged_but_sealed(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    """R-SEARCH-4: the log shows both; R-AUDIT-6: in words that die with the record."""
    give_reason(john, reason=Reason.ACTING_FOR, acting_for=ANNA, viewer=pat, at=now)
    assert open_record(john, viewer=pat, at=now).heading.reason_words == "Anna Berg, Paediatrician, Alder Hey"
    event = Event.objects.get(verb="reason.stated")
    assert "Anna Berg" in (words_of(event) or "")
    assert b"Anna" not in bytes(event.words or b"")
    assert "Anna" not in repr(event.facts)
    assert b"Anna" not in bytes(Visit.objects.get().words or b"")


def test_own_words_are_shown_beside_the_reason(john: UUID, pat: Practitioner, now: datetime) -> None:
    give_reason(john, reason=Reason.OTHER, words="Found alone in the park", viewer=pat, at=now)
    assert open_record(john, viewer=pat, at=now).heading.reason_words == "Found alone in the park"


def test_with_an_own_involvement_the_reason_is_providing_the_service(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    """R-INV-5: opens without being asked, and is logged like any other reason."""
    record_involvement(john, NURSING, by=pat, at=now)
    tomorrow = now + timedelta(days=1)
    assert open_record(john, viewer=pat, at=tomorrow).heading.reason == Reason.PROVIDING.label
    open_record(john, viewer=pat, at=tomorrow)
    assert Event.objects.filter(verb="reason.stated", because=Reason.PROVIDING).count() == 1


def test_an_involvement_of_a_colleague_is_no_reason(john: UUID, pat: Practitioner, now: datetime) -> None:
    record_involvement(john, NURSING, by=people.teacher(), at=now)
    assert reason_today(Child.objects.get(pk=john), by=pat, at=now) is None


def test_who_lacks_clearance_states_no_reason(john: UUID, now: datetime) -> None:
    lapsed = people.social_worker(lacks="clearance")
    with pytest.raises(Refused):
        state_reason(Child.objects.get(pk=john), by=lapsed, reason=Reason.PROVIDING, at=now)
    assert not Visit.objects.exists()
