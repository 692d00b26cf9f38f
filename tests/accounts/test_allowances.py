"""More children a day: two other persons, a purpose and an end (R-USER-7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import limits
from accounts.access import NotYours, Refused
from accounts.allowances import LONGEST, MOST, Wish, agree, ask, end, purpose_in_words
from accounts.granting import NotDone
from accounts.limits import LimitReached
from accounts.models import Allowance, Notice, Practitioner, Purpose
from accounts.scope import OwnAccount
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.giving import give, numbers
from tests.accounts.signing_in import last_event, verbs

pytestmark = pytest.mark.django_db
TODAY = date(2009, 6, 3)
WISH = Wish(100, Purpose.MOVE, "Mossley Hill School moves to a new site", TODAY, date(2009, 6, 5))


@pytest.fixture
def ada(clock: Clock) -> Practitioner:
    return people.person("Ada", "account_administrator", at=clock.at)


@pytest.fixture
def abe(clock: Clock) -> Practitioner:
    return people.person("Abe", "account_administrator", at=clock.at)


@pytest.fixture
def pat(clock: Clock) -> Practitioner:
    return people.social_worker(at=clock.at)


def may_be_given(count: int, pat: Practitioner, clock: Clock) -> bool:
    try:
        with transaction.atomic():
            limits.allow(numbers(count), to=pat, held=["practitioner"], at=clock.at)
    except LimitReached:
        return False
    return True


def test_nothing_changes_until_a_second_person_agrees_and_it_ends_by_itself(
    clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    wanted = ask(pat.pk, WISH, by=ada, at=clock.at)
    assert not may_be_given(61, pat, clock)
    agree(wanted.pk, by=abe, at=clock.at)
    assert may_be_given(100, pat, clock)
    assert not may_be_given(101, pat, clock)
    clock.set("2009-06-05T22:59:59+00:00")
    assert may_be_given(100, pat, clock)
    clock.set("2009-06-05T23:00:00+00:00")  # midnight in London
    assert not may_be_given(61, pat, clock)


def test_before_its_first_day_it_allows_nothing(
    clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    agree(ask(pat.pk, replace(WISH, first_day=date(2009, 6, 4)), by=ada, at=clock.at).pk, by=abe, at=clock.at)
    assert not may_be_given(61, pat, clock)
    clock.pass_by(days=1)
    assert may_be_given(61, pat, clock)


def test_whoever_asked_does_not_agree(clock: Clock, ada: Practitioner, pat: Practitioner) -> None:
    wanted = ask(pat.pk, WISH, by=ada, at=clock.at)
    with pytest.raises(Refused):
        agree(wanted.pk, by=ada, at=clock.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Allowance.objects.filter(pk=wanted.pk).update(agreed_by=ada, agreed_at=clock.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Allowance.objects.filter(pk=wanted.pk).update(agreed_by=pat, agreed_at=clock.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Allowance.objects.filter(pk=wanted.pk).update(asked_by=pat)


def test_nobody_asks_for_themselves_nor_for_a_neighbour(clock: Clock, ada: Practitioner, pat: Practitioner) -> None:
    mona = people.person("Mona", "account_administrator", where=people.manchester(), at=clock.at)
    with pytest.raises(OwnAccount):
        ask(ada.pk, WISH, by=ada, at=clock.at)
    with pytest.raises(NotYours):
        ask(pat.pk, WISH, by=mona, at=clock.at)
    with pytest.raises(Refused):
        ask(ada.pk, WISH, by=pat, at=clock.at)
    wanted = ask(pat.pk, WISH, by=ada, at=clock.at)
    for act in (agree, end):
        with pytest.raises(NotYours):
            act(wanted.pk, by=mona, at=clock.at)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(WISH, children=MOST + 1),
        replace(WISH, first_day=TODAY - timedelta(days=1)),
        replace(WISH, last_day=TODAY + timedelta(days=LONGEST)),
        replace(WISH, last_day=TODAY - timedelta(days=1)),
    ],
)
def test_what_has_no_near_end_or_no_measure_is_not_asked(
    wrong: Wish, clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    with pytest.raises(NotDone):
        ask(pat.pk, wrong, by=ada, at=clock.at)


def test_who_is_given_no_children_is_not_given_more(clock: Clock, ada: Practitioner, abe: Practitioner) -> None:
    with pytest.raises(NotDone):
        ask(abe.pk, WISH, by=ada, at=clock.at)


def test_one_person_ends_it_and_it_does_not_come_back(
    clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    wanted = ask(pat.pk, WISH, by=ada, at=clock.at)
    agree(wanted.pk, by=abe, at=clock.at)
    end(wanted.pk, by=ada, at=clock.at)
    assert not may_be_given(61, pat, clock)
    for act in (agree, end):
        with pytest.raises(NotDone):
            act(wanted.pk, by=abe, at=clock.at)


def test_too_many_is_still_three_times_what_is_allowed_now(
    clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    """Who was given more while it was allowed did nothing wrong when it ends."""
    wanted = ask(pat.pk, replace(WISH, children=300), by=ada, at=clock.at)
    agree(wanted.pk, by=abe, at=clock.at)
    give(numbers(300), to=pat, at=clock.at)
    end(wanted.pk, by=ada, at=clock.at)
    with pytest.raises(LimitReached) as reached:
        give(numbers(1, after=300), to=pat, at=clock.at)
    limits.note_refusal(reached.value, practitioner=pat, at=clock.at)
    assert last_event("limit.reached").facts["given"] == 300
    assert not pat.cases.exists()


def test_each_step_is_told_and_in_the_log_with_sealed_words(
    clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    wanted = ask(pat.pk, WISH, by=ada, at=clock.at)
    assert purpose_in_words(wanted) == WISH.words
    assert "Mossley" not in str(last_event("allowance.asked").facts)
    assert [notice.kind for notice in Notice.objects.filter(practitioner=abe)] == ["allowance_asked"]
    assert not Notice.objects.filter(practitioner=ada).exists()
    agree(wanted.pk, by=abe, at=clock.at)
    end(wanted.pk, by=abe, at=clock.at)
    told = Notice.objects.filter(practitioner=pat).values_list("kind", flat=True)
    assert set(told) == {"allowance_agreed", "allowance_ended"}
    assert [verb for verb in verbs() if verb.startswith("allowance.")] == [
        "allowance.asked",
        "allowance.agreed",
        "allowance.ended",
    ]


ANSWERS = {
    "children": "100",
    "purpose": "move",
    "words": "The school moves",
    "first_day_day": "3",
    "first_day_month": "6",
    "first_day_year": "2009",
    "last_day_day": "5",
    "last_day_month": "6",
    "last_day_year": "2009",
}


def test_by_the_pages_one_asks_and_another_agrees(
    client: Client, clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    people.sign_in(client, ada)
    where = client.post("/allowances/ask", {**ANSWERS, "email": pat.email})["Location"]
    page = client.get(where).content.decode()
    assert "The school moves" in page
    assert "/agree" not in page
    assert client.post(f"{where}/agree").status_code == 403
    assert not may_be_given(61, pat, clock)
    another = Client()
    people.sign_in(another, abe)
    assert f"{where}/agree" in another.get(where).content.decode()
    assert another.post(f"{where}/agree").status_code == 302
    assert may_be_given(100, pat, clock)
    assert pat.name in another.get("/allowances").content.decode()
    client.post(f"{where}/end")
    assert not may_be_given(61, pat, clock)


def test_the_page_asks_again_for_what_will_not_do(client: Client, clock: Clock, ada: Practitioner) -> None:
    people.sign_in(client, ada)
    mina = people.social_worker(where=people.manchester(), at=clock.at)
    page = client.post("/allowances/ask", {**ANSWERS, "email": mina.email, "children": "0"})
    assert page.status_code == 422
    elsewhere = client.post("/allowances/ask", {**ANSWERS, "email": mina.email}).content.decode()
    nobody = client.post("/allowances/ask", {**ANSWERS, "email": "nobody@example.org"}).content.decode()
    told = "No person you administer has this email address"
    assert told in elsewhere
    assert told in nobody
    late = client.post("/allowances/ask", {**ANSWERS, "email": mina.email, "last_day_month": "9"}).content.decode()
    assert "within 31 days" in late
