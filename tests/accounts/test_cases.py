"""Severe activity: suspended at once, the manager told, a case that another person closes (R-USER-6, SEC-45)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.dispatch import receiver
from django.test import Client

from accounts import access, roles
from accounts.access import NotYours, Refused
from accounts.cases import RULES, cases_of, close_case, may_close, remind_of_cases, severe, what_it_saw
from accounts.granting import NotDone
from accounts.joining import reopen
from accounts.leaving import close, restore
from accounts.models import AccountState, Because, Case, Kind, Notice, Organisation, Outcome, Practitioner
from accounts.signals import leaving
from audit.log import words_of
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import is_signed_in, last_event, sign_in_by_pages

pytestmark = pytest.mark.django_db
COUNTS = {"limit": 60, "given": 60, "asked": 180, "refusals": 12}
EVERY_COUNT = {**COUNTS, "overrides": 10, "reference": 12345678, "looks": 3, "events": 4}
WORDS = "She was covering for two colleagues"


@pytest.fixture
def ada(clock: Clock) -> Practitioner:
    for name in ("Abe", "Abi"):
        people.person(name, "account_administrator", at=clock.at)
    return people.person("Ada", "account_administrator", at=clock.at)


@pytest.fixture
def pat(clock: Clock) -> Practitioner:
    return people.social_worker(at=clock.at)


def trip(who: Practitioner, clock: Clock) -> Case:
    opened = severe(who, rule="three_times_the_limit", at=clock.at, source="limits", **COUNTS)
    assert opened
    return opened


def state(who: Practitioner) -> str:
    return Practitioner.objects.get(pk=who.pk).account_state


def told(who: Practitioner) -> list[str]:
    return list(Notice.objects.filter(practitioner=who).order_by("at", "kind").values_list("kind", flat=True))


def test_the_account_is_out_at_once_and_those_who_must_know_are_told(
    client: Client, clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    manager = people.teacher(at=clock.at)
    Practitioner.objects.filter(pk=pat.pk).update(line_manager=manager)
    sign_in_by_pages(client, pat)
    case = trip(pat, clock)
    assert state(pat) == AccountState.SUSPENDED
    assert not is_signed_in(client)
    assert (told(manager), told(ada), told(pat)) == (["suspended_by_rule"], ["case_opened"], [])
    event = last_event("case.opened")
    assert (event.actor, event.source, event.because) == (None, "limits", "three_times_the_limit")
    assert event.facts == {"practitioner": str(pat.pk), "case": case.pk, **COUNTS}
    assert last_event("practitioner.suspended").because == "severe"
    assert "180 different children" in what_it_saw(case)


def test_every_rule_reads_its_counts() -> None:
    assert [rule.words.format(**EVERY_COUNT) for rule in RULES.values()]


def test_there_is_one_open_case_however_often_the_rule_trips(
    clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    trip(pat, clock)
    assert severe(pat, rule="went_on_at_the_limit", at=clock.at, source="limits", **COUNTS) is None
    assert Case.objects.count() == 1
    assert told(ada) == ["case_opened"]


def test_another_person_gives_access_back_and_says_why(clock: Clock, ada: Practitioner, pat: Practitioner) -> None:
    case = trip(pat, clock)
    with pytest.raises(NotDone, match="decide it first"):
        restore(pat.pk, by=ada, at=clock.at)
    close_case(case.pk, Outcome.RESTORED, words=WORDS, by=ada, at=clock.at)
    assert access.lapses(pat, at=clock.at) == ()
    event = last_event("case.closed")
    assert (event.actor, event.because, words_of(event)) == (ada.pk, "restored", WORDS)
    assert WORDS not in str(event.facts)
    with pytest.raises(NotDone, match="has closed this case"):
        close_case(case.pk, Outcome.SUSPENDED, words=WORDS, by=ada, at=clock.at)


def test_kept_suspended_means_suspended_until_restored_in_the_ordinary_way(
    clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    close_case(trip(pat, clock).pk, Outcome.SUSPENDED, words=WORDS, by=ada, at=clock.at)
    assert state(pat) == AccountState.SUSPENDED
    restore(pat.pk, by=ada, at=clock.at)
    assert state(pat) == AccountState.ACTIVE


def test_closing_the_account_hands_the_work_over(clock: Clock, ada: Practitioner, pat: Practitioner) -> None:
    seen: list[Any] = []

    @receiver(leaving)
    def note(*, hand_over_to: Practitioner | None, **_: Any) -> None:
        seen.append(hand_over_to)

    tara = people.teacher(at=clock.at)
    case = trip(pat, clock)
    close_case(case.pk, Outcome.CLOSED, words=WORDS, by=ada, at=clock.at, hand_over_to=tara.pk)
    assert (state(pat), seen) == (AccountState.CLOSED, [tara])


def test_a_case_about_an_account_closed_meanwhile_can_still_be_closed(
    clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    case = trip(pat, clock)
    close(pat.pk, because=Because.LEFT, by=ada, at=clock.at)
    case.refresh_from_db()
    assert may_close(case, by=ada, at=clock.at) == (Outcome.CLOSED,)
    close_case(case.pk, Outcome.CLOSED, words=WORDS, by=ada, at=clock.at)
    assert not Case.objects.filter(closed_at=None).exists()


def test_nobody_closes_the_own_case(clock: Clock, ada: Practitioner) -> None:
    case = trip(ada, clock)
    Practitioner.objects.filter(pk=ada.pk).update(account_state=AccountState.ACTIVE)  # by whatever way
    with pytest.raises(NotYours):
        close_case(case.pk, Outcome.RESTORED, words=WORDS, by=ada, at=clock.at)
    assert not cases_of(ada, at=clock.at).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(closed_by=ada, closed_at=clock.at, outcome="restored")


def operator(clock: Clock) -> Practitioner:
    return people.person("Oscar", "operator", where=people.national_team(), at=clock.at)


def test_a_case_about_an_administrator_goes_to_the_others_and_to_the_operators(
    clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    oscar = operator(clock)
    about_ada, about_pat = trip(ada, clock), trip(pat, clock)
    abe = Practitioner.objects.get(forename="Abe")
    assert (told(oscar), told(ada)) == (["case_opened"], [])
    assert told(abe) == ["case_opened", "case_opened"]
    assert list(cases_of(oscar, at=clock.at)) == [about_ada]
    with pytest.raises(NotYours):
        close_case(about_pat.pk, Outcome.RESTORED, words=WORDS, by=oscar, at=clock.at)
    with pytest.raises(Refused):
        close_case(about_ada.pk, Outcome.CLOSED, words=WORDS, by=oscar, at=clock.at)
    close_case(about_ada.pk, Outcome.RESTORED, words=WORDS, by=oscar, at=clock.at)
    assert state(ada) == AccountState.ACTIVE


def test_an_operator_helps_where_every_administrator_is_suspended(clock: Clock) -> None:
    oscar, ada = operator(clock), people.person("Ada", "account_administrator", at=clock.at)
    close_case(trip(ada, clock).pk, Outcome.RESTORED, words=WORDS, by=oscar, at=clock.at)
    assert state(ada) == AccountState.ACTIVE


def test_a_neighbour_and_a_practitioner_read_no_case_and_an_auditor_reads_only(
    clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    case = trip(pat, clock)
    mona = people.person("Mona", "account_administrator", where=people.manchester(), at=clock.at)
    with pytest.raises(NotYours):
        close_case(case.pk, Outcome.RESTORED, words=WORDS, by=mona, at=clock.at)
    with pytest.raises(Refused):
        cases_of(people.teacher(at=clock.at), at=clock.at)
    ann = people.person("Ann", "auditor", at=clock.at)
    assert list(cases_of(ann, at=clock.at)) == [case]
    assert may_close(case, by=ann, at=clock.at) == ()
    with pytest.raises(Refused):
        close_case(case.pk, Outcome.RESTORED, words=WORDS, by=ann, at=clock.at)


def delegated(clock: Clock) -> tuple[Practitioner, Organisation]:
    """Dee, who administers one team of Liverpool and nothing else."""
    duty = people.organisation("Duty team", "T1", kind=Kind.TEAM, parent=people.liverpool())
    dee = people.person("Dee", "readiness_lead", at=clock.at)
    roles.give(dee, "account_administrator", duty)
    return dee, duty


def test_a_delegated_administrator_decides_about_practitioners_alone(clock: Clock, ada: Practitioner) -> None:
    """As every other act of theirs (R-USER-3)."""
    dee, duty = delegated(clock)
    pat, olga = people.social_worker(at=clock.at), people.person("Olga", "override", at=clock.at)
    Practitioner.objects.filter(pk__in=[pat.pk, olga.pk]).update(team=duty)
    about_pat, about_olga = trip(pat, clock), trip(olga, clock)
    assert may_close(about_olga, by=dee, at=clock.at) == ()
    with pytest.raises(Refused):
        close_case(about_olga.pk, Outcome.SUSPENDED, words=WORDS, by=dee, at=clock.at)
    close_case(about_pat.pk, Outcome.RESTORED, words=WORDS, by=dee, at=clock.at)
    assert state(pat) == AccountState.ACTIVE


def test_nobody_comes_back_to_a_closed_account_while_a_case_is_open(
    clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    """Else no further activity would ever suspend it: there is one open case (R-USER-6)."""
    case = trip(pat, clock)
    close(pat.pk, because=Because.LEFT, by=ada, at=clock.at)
    with pytest.raises(NotDone, match="decide it first"):
        reopen(pat.pk, "practitioner", by=ada, at=clock.at)
    close_case(case.pk, Outcome.CLOSED, words=WORDS, by=ada, at=clock.at)
    reopen(pat.pk, "practitioner", by=ada, at=clock.at)
    assert state(pat) == AccountState.INVITED


def test_a_case_open_for_more_than_a_day_is_reminded_of_once_a_day(
    clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    case = trip(pat, clock)
    assert remind_of_cases(at=clock.at + timedelta(hours=23, minutes=59)) == 0
    tomorrow = clock.at + timedelta(days=1)
    assert remind_of_cases(at=tomorrow) == 1
    assert remind_of_cases(at=tomorrow + timedelta(hours=1)) == 0
    assert told(ada) == ["case_opened", "cases_wait"]
    assert remind_of_cases(at=tomorrow + timedelta(days=3)) == 1  # after days off, once
    close_case(case.pk, Outcome.SUSPENDED, words=WORDS, by=ada, at=clock.at)
    assert remind_of_cases(at=tomorrow + timedelta(days=9)) == 0


def test_by_the_pages_a_case_is_read_and_closed(
    client: Client, clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    where = f"/cases/{trip(pat, clock).pk}"
    people.sign_in(client, ada)
    assert where in client.get("/cases").content.decode()
    page = client.get(where).content.decode()
    assert "Asked for 180 different children in one day and was shown 60" in page
    assert client.post(where, {"outcome": "restored"}).status_code == 422
    assert client.post(where, {"outcome": "restored", "words": WORDS})["Location"] == where
    assert "Give access back: Ada Example" in client.get(where).content.decode()
    assert state(pat) == AccountState.ACTIVE


def test_an_auditor_sees_no_form(client: Client, clock: Clock, ada: Practitioner, pat: Practitioner) -> None:
    case = trip(pat, clock)
    people.sign_in(client, people.person("Ann", "auditor", at=clock.at))
    assert "<textarea" not in client.get(f"/cases/{case.pk}").content.decode()
    assert client.post(f"/cases/{case.pk}", {"outcome": "restored", "words": WORDS}).status_code == 403
    assert state(pat) == AccountState.SUSPENDED
