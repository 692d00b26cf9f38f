"""Nobody is given more different children in a day than their role allows; far more suspends (R-USER-7, SEC-19)."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from accounts import limits, roles
from accounts.limits import LimitReached, given_today, today_of
from accounts.models import AccountState, Case, Practitioner
from accounts.roles import ROLES
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.giving import ask_beyond, give, numbers
from tests.accounts.signing_in import last_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def pat(clock: Clock) -> Practitioner:
    return people.social_worker(at=clock.at)


def test_sixty_different_children_are_given_in_a_day_and_not_one_more(clock: Clock, pat: Practitioner) -> None:
    give(numbers(60), to=pat, at=clock.at)
    give(numbers(60), to=pat, at=clock.at)  # the same again
    with pytest.raises(LimitReached):
        give(numbers(1, after=60), to=pat, at=clock.at)
    assert len(given_today(pat, at=clock.at)) == 60


def test_what_would_be_too_many_names_nobody_at_all(clock: Clock, pat: Practitioner) -> None:
    give(numbers(55), to=pat, at=clock.at)
    with pytest.raises(LimitReached):
        give(numbers(10, after=53), to=pat, at=clock.at)
    assert len(given_today(pat, at=clock.at)) == 55
    give(numbers(7, after=53), to=pat, at=clock.at)


def test_the_count_begins_again_at_midnight_in_london(clock: Clock, pat: Practitioner) -> None:
    clock.set("2009-06-03T22:59:00+00:00")  # a minute before, in summer
    give(numbers(60), to=pat, at=clock.at)
    with pytest.raises(LimitReached):
        give(numbers(1, after=60), to=pat, at=clock.at)
    clock.pass_by(minutes=1)
    give(numbers(1, after=60), to=pat, at=clock.at)


def test_own_children_and_those_given_to_others_do_not_count(clock: Clock, pat: Practitioner) -> None:
    give(numbers(60), to=people.teacher(at=clock.at), at=clock.at)
    give(numbers(20), to=pat, at=clock.at, own=True)
    give(numbers(60, after=100), to=pat, at=clock.at)


def test_the_highest_of_the_roles_held_counts(clock: Clock, pat: Practitioner) -> None:
    roles.give(pat, "data_officer", pat.organisation)
    give(numbers(200), to=pat, at=clock.at)
    with pytest.raises(LimitReached):
        give(numbers(1, after=200), to=pat, at=clock.at)


def test_a_role_is_given_children_exactly_when_it_sees_them() -> None:
    assert {code for code, role in ROLES.items() if role.children_a_day} == {
        code for code, role in ROLES.items() if role.sees_children
    }


def test_a_refusal_is_in_the_log_with_counts_and_names_nobody(clock: Clock, pat: Practitioner) -> None:
    give(numbers(60), to=pat, at=clock.at)
    ask_beyond(numbers(3, after=60), who=pat, at=clock.at)
    event = last_event("limit.reached")
    assert (event.actor, event.child_number, event.words) == (pat.pk, "", None)
    assert (event.facts["limit"], event.facts["given"], event.facts["wanted"]) == (60, 60, 3)
    assert not [number for number in numbers(63) if number in json.dumps(event.facts)]


def test_three_times_the_limit_suspends_at_once(clock: Clock, pat: Practitioner) -> None:
    give(numbers(60), to=pat, at=clock.at)
    for start in range(60, 170, 10):
        ask_beyond(numbers(10, after=start), who=pat, at=clock.at)
    assert not Case.objects.exists()
    ask_beyond(numbers(10, after=170), who=pat, at=clock.at)
    case = Case.objects.get()
    assert (case.practitioner, case.rule, case.facts["asked"]) == (pat, "three_times_the_limit", 180)
    assert Practitioner.objects.get(pk=pat.pk).account_state == AccountState.SUSPENDED


def test_the_same_child_asked_for_again_is_no_other_child(clock: Clock, pat: Practitioner) -> None:
    give(numbers(60), to=pat, at=clock.at)
    for _ in range(limits.SEVERE_REFUSALS - 1):
        ask_beyond(numbers(10, after=60), who=pat, at=clock.at)
    assert not Case.objects.exists()
    ask_beyond(numbers(10, after=60), who=pat, at=clock.at)
    assert Case.objects.get().rule == "went_on_at_the_limit"


def test_yesterdays_refusals_and_those_of_a_closed_case_count_no_more(clock: Clock, pat: Practitioner) -> None:
    give(numbers(60), to=pat, at=clock.at)
    for start in range(60, 170, 10):
        ask_beyond(numbers(10, after=start), who=pat, at=clock.at)
    clock.pass_by(minutes=1)
    looked = Case.objects.create(practitioner=pat, rule="three_times_the_limit", opened_at=clock.at)
    by = people.person("Ada", "account_administrator", at=clock.at)
    Case.objects.filter(pk=looked.pk).update(closed_by=by, closed_at=clock.at, outcome="restored")
    clock.pass_by(minutes=1)
    ask_beyond(numbers(10, after=170), who=pat, at=clock.at)
    assert not Case.objects.filter(closed_at=None).exists()
    give(numbers(60), to=pat, at=clock.at + timedelta(days=1))
    ask_beyond(numbers(10, after=180), who=pat, at=clock.at + timedelta(days=1))
    assert not Case.objects.filter(closed_at=None).exists()


def test_the_own_account_says_how_many_and_no_more(client: Client, clock: Clock, pat: Practitioner) -> None:
    give(numbers(12), to=pat, at=clock.at)
    people.sign_in(client, pat)
    page = client.get("/account").content.decode()
    assert "12 of 60" in page
    assert not [number for number in numbers(12) if number in page]


def test_who_sees_no_children_has_no_limit_to_read(client: Client, clock: Clock) -> None:
    ada = people.person("Ada", "account_administrator", at=clock.at)
    assert today_of(ada, at=clock.at) is None
    people.sign_in(client, ada)
    assert "Children shown today" not in client.get("/account").content.decode()
