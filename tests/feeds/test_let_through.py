"""Who may let a stopped delivery through? (R-FEED-4, R-USER-8)"""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.access import Refused
from audit.log import words_of
from audit.models import Event
from feeds.advance import finish
from feeds.let_through import NotStopped, let_through
from feeds.models import Delivery, DeliveryState
from feeds.reasons import Reason
from feeds.report import report
from registry.models import Child, Source
from tests import people
from tests.feeds import files
from tests.feeds.children import born
from tests.feeds.conftest import Load, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def stopped(load: Load) -> Delivery:
    rows = [born(n) for n in range(20)]
    rows[3] = rows[3].replace("Liverpool,L15 ", "Liverpool,nowhere ")
    return load("births", files.csv_file(files.BIRTHS, rows))


def test_a_file_with_many_broken_rows_stops_before_anything_is_applied(stopped: Delivery) -> None:
    assert (stopped.state, stopped.stopped_because) == (DeliveryState.STOPPED, Reason.TOO_MANY_ERRORS)
    assert not Child.objects.exists()
    found = report(stopped)
    assert not found.accepted
    assert (found.counts["waiting"], found.counts["quarantined"]) == (19, 1)


def test_an_operator_lets_a_stopped_delivery_through(stopped: Delivery) -> None:
    operator = people.person("Opal", "operator", where=people.national_team())
    now = timezone.now()
    let_through(stopped.pk, by=operator, because="The supplier rang: the postcode is known", at=now)
    done = finish(stopped.pk, now=lambda: now)
    assert (done.state, counts(done)) == (DeliveryState.DONE, {"created": 19, "quarantined": 1})
    event = Event.objects.get(verb="feed.let_through")
    assert (event.actor, event.source, event.facts["quarantined"]) == (operator.pk, "births", 1)
    assert words_of(event) == "The supplier rang: the postcode is known"
    with pytest.raises(NotStopped):
        let_through(stopped.pk, by=operator, because="again", at=now)


def test_nobody_else_lets_it_through(stopped: Delivery) -> None:
    """R-USER-8: named, currently cleared, and an operator."""
    lapsed = people.person("Opal", "operator", where=people.national_team(), lacks="clearance")
    for who in (lapsed, people.social_worker()):
        with pytest.raises(Refused):
            let_through(stopped.pk, by=who, because="please", at=timezone.now())
    stopped.refresh_from_db()
    assert stopped.state == DeliveryState.STOPPED


def test_a_data_officer_lets_through_what_a_source_of_the_own_area_sent(stopped: Delivery) -> None:
    Source.objects.filter(code="births").update(area=people.liverpool())
    own = people.person("Dan", "data_officer", where=people.liverpool())
    other = people.person("Dora", "data_officer", where=people.manchester())
    with pytest.raises(PermissionDenied):
        let_through(stopped.pk, by=other, because="please", at=timezone.now())
    let_through(stopped.pk, by=own, because="known", at=timezone.now())
