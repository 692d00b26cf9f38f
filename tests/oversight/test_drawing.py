"""Does the night draw every organisation's looks of the month: the hard ones, all overrides, 5%? (R-AUDIT-3)"""

import math
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.notices import notices_of
from audit.log import record
from audit.models import Event
from oversight.drawing import AT_RANDOM, UNDER_OVERRIDE, draw_due
from oversight.models import Listing, Review, ReviewItem
from registry.ties import Tie
from tests import people
from tests.oversight.looking import APRIL, MARCH, NOON, WORK, drawn, look, override

pytestmark = pytest.mark.django_db


def test_what_is_hard_to_explain_is_listed_with_its_reasons_as_sentences() -> None:
    pat = people.social_worker()
    hard = look(pat, "1234567890", Tie.HOME)
    look(pat, "2234567890", WORK)
    review = drawn(pat)
    item = review.items.get(kind=Listing.RANKED)
    assert (item.practitioner, item.child_number, item.events) == (pat, "1234567890", [hard.pk])
    assert item.reasons == ["Lives at the child's postcode"]
    assert (review.looks, review.explained, review.sample) == (2, 1, 1)


@pytest.mark.parametrize("looks", [1, 20, 21, 50])
def test_a_twentieth_of_the_other_looks_is_drawn_at_random_and_at_least_one(looks: int) -> None:
    pat = people.social_worker()
    for number in range(looks):
        look(pat, f"{number:010}", WORK, at=NOON + timedelta(hours=number))
    review = drawn(pat)
    assert review.items.count() == review.sample == math.ceil(looks / 20)
    assert {tuple(item.reasons) for item in review.items.all()} == {(AT_RANDOM,)}


def test_two_months_of_the_same_looks_draw_different_ones() -> None:
    """Whoever could foresee the sample would look in between."""
    pat = people.social_worker()
    for number in range(200):
        look(pat, f"{number:010}", WORK, at=MARCH + timedelta(hours=number))
        look(pat, f"{number:010}", WORK, at=APRIL + timedelta(hours=number))
    draw_due(at=APRIL + timedelta(days=32))
    one, other = (set(row.items.values_list("child_number", flat=True)) for row in Review.objects.order_by("month"))
    assert len(one) == len(other) == 10
    assert one != other


def test_every_override_is_listed_and_nothing_beside_it_names_the_same_child() -> None:
    """R-SHIELD-1: the number beside an override would say which child is shielded."""
    olga, made = people.override_holder(), [uuid4() for _ in range(30)]
    for number, one in enumerate(made):
        when = NOON + timedelta(hours=number)
        look(olga, f"{number:010}", Tie.HOME, at=when)
        override(olga, f"{number:010}", one, at=when + timedelta(minutes=1))
        look(olga, f"{number:010}", Tie.HOME, at=when + timedelta(minutes=2), override=one)
    items = drawn(olga).items.exclude(child_number="")
    assert set(items.values_list("kind", flat=True)) == {Listing.OVERRIDE}
    assert items.count() == 30
    first = items.earliest("first_at")
    assert first.reasons[:2] == [UNDER_OVERRIDE, "Lives at the child's postcode"]
    assert len(first.events) == 3


def test_an_unusual_amount_is_one_item_without_a_child() -> None:
    pat = people.social_worker()
    for peer in range(6):
        look(people.person(f"Peer{peer}", "practitioner"), "1234567890", WORK)
    for number in range(41):
        look(pat, f"{number:010}", WORK, at=NOON + timedelta(minutes=number))
    item = drawn(pat).items.get(child_number="")
    assert (item.kind, len(item.events)) == (Listing.RANKED, 41)
    assert item.reasons == ["Opened 41 records within a day; usual is 1"]


def test_the_night_draws_nothing_twice_and_nothing_of_a_month_that_is_not_over() -> None:
    pat = people.social_worker()
    look(pat, "1234567890", Tie.HOME)
    look(pat, "2234567890", Tie.HOME, at=APRIL)
    assert draw_due(at=APRIL - timedelta(hours=4)) == 0  # still 31 March in London
    assert [draw_due(at=APRIL), draw_due(at=APRIL), draw_due(at=APRIL + timedelta(days=20))] == [1, 0, 0]
    assert ReviewItem.objects.get().child_number == "1234567890"
    assert Event.objects.filter(verb="review.drawn").count() == 1


def test_after_months_without_nights_each_month_is_drawn() -> None:
    pat = people.social_worker()
    look(pat, "1234567890", WORK)
    look(pat, "1234567890", WORK, at=APRIL + timedelta(days=40))  # in May; nobody looks in April
    assert draw_due(at=APRIL + timedelta(days=100)) == 2
    assert [f"{row.month:%m}" for row in Review.objects.order_by("month")] == ["03", "05"]


def test_a_night_that_was_stopped_goes_on_with_those_that_are_left() -> None:
    pat, hana = people.social_worker(), people.health_visitor()
    look(pat, "1234567890", WORK)
    look(hana, "1234567890", WORK)
    done = Review.objects.create(
        organisation=people.liverpool(), month=MARCH.date(), drawn_at=APRIL, looks=1, explained=1, sample=0
    )
    assert draw_due(at=APRIL) == 1
    assert (done.items.count(), Review.objects.count()) == (0, 2)


def test_an_organisation_is_put_its_own_looks_only() -> None:
    pat, hana = people.social_worker(), people.health_visitor()
    look(pat, "1234567890", Tie.HOME)
    look(hana, "2234567890", Tie.HOME)
    assert [item.practitioner for item in drawn(pat).items.all()] == [pat]
    assert [item.practitioner for item in drawn(hana).items.all()] == [hana]


def test_auditors_are_told_and_the_national_auditor_too() -> None:
    pat = people.social_worker()
    audrey, nat = (
        people.person("Audrey", "auditor"),
        people.person("Nat", "national_auditor", where=people.national_team()),
    )
    look(pat, "1234567890", Tie.HOME)
    review = drawn(pat)
    assert [(row.kind, row.path) for row in audrey.notices.all()] == [
        ("looks_to_review", f"/monthly-review/{review.pk}")
    ]
    assert [row.kind for row in nat.notices.all()] == ["reviews_drawn"]


def test_where_nobody_audits_the_administrators_are_told() -> None:
    ada, pat = people.person("Ada", "account_administrator"), people.social_worker()
    look(pat, "1234567890", Tie.HOME)
    drawn(pat)
    assert [row.words for row in notices_of(ada)] == [
        "Your organisation has no auditor: appoint one. Accesses to review of the month that began on 1 March 2026: 1"
    ]


@pytest.mark.parametrize("role", ["auditor", "account_administrator"])
def test_looks_of_whoever_audits_or_administers_are_for_the_national_auditor(role: str) -> None:
    someone, pat = people.person("Someone", role), people.social_worker()
    look(someone, "1234567890", Tie.HOME)
    look(pat, "2234567890", Tie.HOME)
    found = {item.practitioner: item.for_national for item in drawn(pat).items.all()}
    assert found == {someone: True, pat: False}


def test_whoever_audited_when_looking_stays_with_the_national_auditor() -> None:
    audrey = people.person("Audrey", "auditor")
    look(audrey, "1234567890", Tie.HOME)
    audrey.groups.clear()
    assert drawn(audrey).items.get().for_national


def test_what_a_source_did_is_no_look() -> None:
    with transaction.atomic():
        record("child.opened", at=NOON, child_number="1234567890", source="feed")
    assert draw_due(at=APRIL) == 0
