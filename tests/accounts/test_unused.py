"""When is an account suspended that nobody uses? (R-USER-4)"""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import AccountState, Because, Practitioner
from accounts.unused import suspend_unused
from audit.models import Event
from tests import people
from tests.accounts.conftest import Clock

pytestmark = pytest.mark.django_db


def state(person: Practitioner) -> str:
    return Practitioner.objects.get(pk=person.pk).account_state


@pytest.fixture
def pat(client: Client, clock: Clock) -> Practitioner:
    """Invited long ago, signed in on 3 June 2009."""
    pat = people.social_worker()
    Practitioner.objects.update(invited_at=clock.at - timedelta(days=400))
    people.sign_in(client, pat)
    return pat


def test_an_account_is_suspended_at_90_days_and_not_at_89(pat: Practitioner, clock: Clock) -> None:
    clock.pass_by(days=89)
    assert suspend_unused(at=clock.at) == 0
    clock.pass_by(days=1)
    assert suspend_unused(at=clock.at) == 1
    assert state(pat) == AccountState.SUSPENDED
    assert pat.state_changes.get().because == Because.UNUSED
    event = Event.objects.get(verb="practitioner.suspended")
    assert (event.source, event.because, event.actor) == ("nightly", "unused", None)


def test_a_second_run_and_a_late_one_suspend_nobody_twice(pat: Practitioner, clock: Clock) -> None:
    clock.pass_by(days=120)
    assert [suspend_unused(at=clock.at) for _ in range(2)] == [1, 0]


def test_whoever_signed_in_meanwhile_or_was_just_made_active_stays(
    client: Client, pat: Practitioner, clock: Clock
) -> None:
    clock.pass_by(days=50)
    tara = people.teacher()
    Practitioner.objects.filter(pk=tara.pk).update(invited_at=clock.at - timedelta(days=400), active_since=clock.at)
    clock.pass_by(days=50)
    assert suspend_unused(at=clock.at) == 1
    assert (state(pat), state(tara)) == (AccountState.SUSPENDED, AccountState.ACTIVE)


@pytest.mark.parametrize("other", [AccountState.INVITED, AccountState.CLOSED, AccountState.SUSPENDED])
def test_only_an_active_account_is_suspended(pat: Practitioner, clock: Clock, other: AccountState) -> None:
    Practitioner.objects.filter(pk=pat.pk).update(account_state=other)
    clock.pass_by(days=91)
    assert suspend_unused(at=clock.at) == 0
    assert state(pat) == other
