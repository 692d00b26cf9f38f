"""What does somebody learn of a request who may not know of the child, or of the area? (R-SHIELD-2, R-SHIELD-8)"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.access import Refused
from accounts.granting import NotDone
from oversight.subject_access import agreeing, asking, deciding, making
from oversight.subject_access.models import (
    AccessRequest,
    Decision,
)
from oversight.subject_access.seeing import listed
from registry.disclosure import NotThere
from registry.models import ShieldEvent
from tests import people
from tests.oversight.access import (
    answered,
    asked,
    decide_all,
    dora,
    items,
    number_of,
    shona,
    taken,
    work,
)
from tests.registry import children

pytestmark = pytest.mark.django_db


def john(at: datetime) -> UUID:
    return children.john(at=at - timedelta(days=5))


def test_a_request_without_a_number_reads_the_same_to_a_data_officer_whoever_it_is_about() -> None:
    """R-SHIELD-2: a shielding officer may find that there is a hidden record after all."""
    at, who, second, third = timezone.now(), dora(), shona(), shona("Sian")
    hidden = john(at)
    children.shield(hidden, at=at)
    for_nobody, for_hidden = (asking.take(asked("", child_name="Jo"), by=who, at=at) for _ in range(2))
    before = [replace(one, id=for_nobody) for one in listed(who, at=at)]
    agreeing.agree(for_nobody, by=second, at=at)
    asking.set_number(for_hidden, number_of(hidden), by=second, at=at)
    work(at=at)
    row = AccessRequest.objects.get(pk=for_hidden)
    assert [replace(one, id=for_nobody) for one in listed(who, at=at)] == before
    answered(row, first=second, second=third, at=at)
    assert [replace(one, id=for_nobody) for one in listed(who, at=at)] == before


def test_of_a_shielded_child_a_data_officer_learns_nothing() -> None:
    at, who, second = timezone.now(), dora(), shona()
    child = john(at)
    row = taken(child, by=who, at=at)
    children.shield(child, at=at)
    assert listed(who, at=at) == ()
    for act in (
        lambda: asking.take(asked(number_of(child)), by=who, at=at),
        lambda: deciding.review(row.pk, by=who, at=at),
        lambda: making.preview(row.pk, by=who, at=at),
        lambda: deciding.decide(items(row)[0].pk, Decision.INCLUDE, None, by=who, at=at),
        lambda: asking.withdraw(row.pk, by=who, at=at),
    ):
        with pytest.raises(NotThere):
            act()
    assert [one.id for one in listed(second, at=at)] == [row.pk]


def test_another_area_and_whoever_answers_no_requests_get_nowhere() -> None:
    at, who = timezone.now(), dora()
    row = taken(john(at), by=who, at=at)
    away = people.person("Mona", "data_officer", where=people.manchester())
    with pytest.raises(NotThere):
        deciding.review(row.pk, by=away, at=at)
    with pytest.raises(NotThere):
        asking.take(asked(row.child_number), by=away, at=at)
    with pytest.raises(Refused):
        deciding.review(row.pk, by=people.social_worker(), at=at)


def test_a_shield_that_came_after_the_collecting_stops_the_answer() -> None:
    at, who, second = timezone.now(), dora(), shona()
    child = john(at)
    row = taken(child, by=who, at=at)
    decide_all(row, by=who, at=at)
    deciding.pass_on(row.pk, by=who, at=at)
    ShieldEvent.objects.create(child_id=child, shielded=True, at=timezone.now(), because="test", by=who)
    with pytest.raises(NotDone, match="collect"):
        agreeing.agree(row.pk, by=second, at=at)
