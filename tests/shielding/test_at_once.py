"""Two officers, or an officer and a delivery, act in the same moment: nothing is lost or unshielded (SEC-3)."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Practitioner
from feeds.hide import hide
from registry.assertion import Place, but
from registry.index import lock_index
from registry.models import SearchRow, ShieldEvent
from registry.record import Decision, apply_assertions
from registry.shields import is_shielded
from shielding import deciding
from shielding.entries import ChangedMeanwhile
from shielding.models import Shield
from tests import people
from tests.at_once import at_once
from tests.registry import children
from tests.shielding.requests import confirmed, hidden, lift_asked, seen

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 5


@pytest.fixture
def sam(db: None) -> Practitioner:
    return people.person("Sam", "shielding_officer", job_title="Shielding officer")


def test_two_who_confirm_at_once_are_one_confirmation(
    shona: Practitioner, simon: Practitioner, sam: Practitioner, now: datetime
) -> None:
    for _ in range(TIMES):
        shield = hidden(children.john(at=now), by=shona, at=now)
        then = seen(shield)
        acts = [partial(deciding.confirm, shield.pk, seen=then, by=who, at=now) for who in (simon, sam)]
        answers = at_once(*acts)
        assert [type(one) for one in answers if one] == [ChangedMeanwhile]
        assert list(shield.entries.values_list("happened", flat=True)).count("confirmed") == 1


def test_two_who_lift_at_once_lift_once(
    shona: Practitioner, simon: Practitioner, sam: Practitioner, now: datetime
) -> None:
    for _ in range(TIMES):
        shield = confirmed(children.john(at=now), by=shona, second=simon, at=now)
        asked = lift_asked(shield, by=shona, at=now)
        then = seen(shield)
        acts = [partial(deciding.agree, asked.pk, seen=then, by=who, at=now) for who in (simon, sam)]
        answers = at_once(*acts)
        assert [type(one) for one in answers if one] == [ChangedMeanwhile]
        assert ShieldEvent.objects.filter(child=shield.child_id, shielded=False).count() == 1


def test_two_requests_at_once_are_one_case_with_both(shona: Practitioner, simon: Practitioner, now: datetime) -> None:
    for _ in range(TIMES):
        john = children.john(at=now)
        answers = at_once(*(partial(hidden, john, by=who, at=now) for who in (shona, simon)))
        assert answers[0] == answers[1]
        assert sorted(answers[0].entries.values_list("happened", flat=True)) == ["asked", "asked_again"]


def test_a_delivery_with_a_new_address_and_a_request_at_once_leave_the_child_hidden(
    shona: Practitioner, now: datetime
) -> None:
    """Whichever comes first: the place is in no index afterwards."""
    moved = but(children.JOHN, addresses=(Place("current", "7 Elm Road", "Liverpool", "L17 2AB"),))
    for number in range(TIMES):
        john = children.child(at=now, key=str(number))
        decision = Decision(str(number), moved, now, john)
        answers = at_once(partial(deliver, decision, now), partial(hidden, john, by=shona, at=now))
        assert not [one for one in answers if isinstance(one, Exception)]
        assert is_shielded(john)
        assert not SearchRow.objects.filter(child_id=john, postcode__isnull=False).exists()


def deliver(decision: Decision, at: datetime) -> None:
    with transaction.atomic():
        apply_assertions([decision], source=children.source(), at=at)


def test_a_source_that_hides_and_a_request_at_once_open_one_case(shona: Practitioner, now: datetime) -> None:
    for _ in range(TIMES):
        john = children.john(at=now)
        answers = at_once(partial(mark_as_meant, john, now), partial(hidden, john, by=shona, at=now))
        assert not [one for one in answers if isinstance(one, Exception)]
        assert is_shielded(john)
        assert Shield.objects.filter(child=john, ended_at=None).count() == 1


def mark_as_meant(john: UUID, at: datetime) -> None:
    """As a delivery does: under the lock of the index."""
    with transaction.atomic():
        lock_index()
        hide([john], source=children.source(), at=at)


def test_a_record_with_a_long_past_is_hidden_with_few_statements(
    shona: Practitioner, simon: Practitioner, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    """1,000 former addresses, hidden and shown 500 times: what it takes is printed, and no row costs a statement."""
    former = tuple(Place("former", f"{n} Fern Bank", "Liverpool", "L18 5TE") for n in range(1000))
    plain = children.john(at=now)
    old = children.john(at=now, addresses=(*children.JOHN.addresses, *former))
    ShieldEvent.objects.bulk_create(
        ShieldEvent(child_id=old, shielded=n % 2 == 0, at=now - timedelta(days=1), because="test", by=simon)
        for n in range(1000)
    )
    hidden(children.john(at=now), by=shona, at=now)  # the first one of the day sends the colleague an e-mail
    counts, seconds = [], []
    for child in (plain, old):
        with Counted() as counted:
            hidden(child, by=shona, at=timezone.now())
        counts.append(counted.statements)
        seconds.append(counted.seconds)
    with capsys.disabled():
        print(f"\nhidden in {seconds[1]:.3f} s after a long past, in {seconds[0]:.3f} s after a short one")
    assert counts[1] <= counts[0]


class Counted:
    """How many statements, and how long?"""

    def __enter__(self) -> "Counted":
        self.statements, self.seconds, self.began = 0, 0.0, timezone.now()
        self.wrapping = connection.execute_wrapper(self.count)
        self.wrapping.__enter__()
        return self

    def count(self, execute: Any, *arguments: Any) -> Any:
        self.statements += 1
        return execute(*arguments)

    def __exit__(self, *error: Any) -> None:
        self.wrapping.__exit__(*error)
        self.seconds = (timezone.now() - self.began).total_seconds()
