"""Which looks at a child are put before a person, and with which reasons? (R-AUDIT-3, SEC-44)"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from oversight.ranking import Finding, Look, ranked
from oversight.weighing import Why, is_explained
from registry.ties import Tie

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
NOON = MARCH + timedelta(days=9, hours=12)
PAT, RON, JO = (UUID(int=number) for number in (1, 2, 3))
events = count(1)


def look(user: UUID = PAT, child: str = "1", *ties: Tie, at: datetime = NOON, **more: object) -> Look:
    return Look(next(events), at, user, "practitioner", child, frozenset((Tie.OWN_AREA, *ties)), **more)  # type: ignore[arg-type]


def work(user: UUID, days: int, *, until: datetime = NOON) -> Iterator[Look]:
    """A look a day at the own children, so that the role has its hours and the account is in use."""
    for day in range(days):
        yield look(user, f"own {day % 5}", Tie.OWN_INVOLVEMENT, at=until - timedelta(days=days - day))


def found(*looks: Look) -> list[Finding]:
    usual = [one for user in (PAT, RON, JO) for one in work(user, 60)]
    return ranked([*usual, *looks], since=MARCH, until=APRIL)


def whys(*looks: Look) -> list[set[Why]]:
    return [{reason.why for reason in one.reasons} for one in found(*looks)]


@pytest.mark.parametrize("tie", [Tie.OWN_INVOLVEMENT, Tie.OWN_ORGANISATION, Tie.NOTICE, Tie.CONTACT, Tie.QUEUE])
def test_work_explains_a_look(tie: Tie) -> None:
    assert is_explained(frozenset({tie}))
    assert found(look(PAT, "1", tie)) == []


@pytest.mark.parametrize("close", [Tie.HOME, Tie.RARE_SURNAME])
def test_the_organisations_work_does_not_explain_a_neighbour_or_a_relative_but_the_own_does(close: Tie) -> None:
    assert len(found(look(PAT, "1", Tie.OWN_ORGANISATION, close))) == 1
    assert len(found(look(PAT, "1", Tie.OWN_INVOLVEMENT, Tie.SELF_STATED, close))) == 1
    assert found(look(PAT, "1", Tie.OWN_INVOLVEMENT, close)) == []


def test_one_look_without_a_tie_is_no_finding_nor_is_night_or_distance() -> None:
    """Hour and area are weights, never findings alone: duty teams work at 2am."""
    far_at_night = Look(next(events), NOON.replace(hour=2), PAT, "practitioner", "1", frozenset())
    assert found(look(PAT, "1"), far_at_night) == []


@pytest.mark.parametrize(
    ("tie", "why"),
    [
        (Tie.HOME, Why.HOME),
        (Tie.RARE_SURNAME, Why.RARE_SURNAME),
        (Tie.SURNAME, Why.SURNAME),
        (Tie.COLLEAGUE_HOME, Why.COLLEAGUE_HOME),
    ],
)
def test_a_close_child_is_a_finding(tie: Tie, why: Why) -> None:
    assert whys(look(PAT, "1", tie)) == [{why}]


def test_who_is_close_by_two_ties_stands_before_who_is_by_one() -> None:
    listed = found(look(RON, "1", Tie.HOME), look(PAT, "2", Tie.HOME, Tie.RARE_SURNAME))
    assert [one.user for one in listed] == [PAT, RON]
    assert listed[0].score == 16


@pytest.mark.parametrize(("days", "is_found"), [(3, False), (4, True)])
def test_the_same_child_again_and_again(days: int, is_found: bool) -> None:
    looks = [look(PAT, "1", at=NOON - timedelta(days=7 * day)) for day in range(days)]
    assert (whys(*looks) == [{Why.AGAIN}]) is is_found
    if is_found:
        assert [reason.sentence for reason in found(*looks)[0].reasons] == [
            "Looked on 4 days in three months; usual is 1"
        ]


def test_looks_of_one_day_count_once_and_older_ones_are_forgotten() -> None:
    same_day = [look(PAT, "1", at=NOON + timedelta(minutes=minute)) for minute in range(6)]
    old = [look(PAT, "1", at=NOON - timedelta(days=days)) for days in (92, 99, 120, 150)]
    assert found(*same_day, *old) == []


@pytest.mark.parametrize(("people", "findings"), [(4, 0), (5, 5)])
def test_a_child_at_whom_many_look_without_a_tie(people: int, findings: int) -> None:
    looks = [look(UUID(int=100 + number), "1", at=NOON + timedelta(minutes=10 * number)) for number in range(people)]
    assert whys(*looks) == [{Why.CROWD}] * findings


def test_many_over_months_are_no_crowd() -> None:
    assert found(*(look(UUID(int=100 + n), "1", at=NOON - timedelta(days=5 * n)) for n in range(8))) == []


def test_who_does_no_casework_has_to_say_why() -> None:
    assert whys(look(PAT, "1", casework=False)) == [{Why.NO_CASEWORK}]
    assert found(look(PAT, "1", Tie.QUEUE, casework=False)) == []


def quickly(user: UUID, many: int, *ties: Tie, at: datetime = NOON) -> list[Look]:
    return [look(user, f"new {n}", *ties, at=at + timedelta(seconds=20 * n)) for n in range(many)]


def strangers() -> list[Look]:
    """One look without a tie of each of twenty others, so that one is usual."""
    return [look(UUID(int=200 + n), f"other {n}", at=NOON - timedelta(days=n)) for n in range(20)]


def test_many_children_without_a_tie_within_a_day() -> None:
    (one,) = found(*strangers(), *quickly(PAT, 30))
    assert (one.user, one.child) == (PAT, "")
    assert "Looked at 30 children without a tie within a day; usual is 1" in [each.sentence for each in one.reasons]
    assert len(one.looks) == 30


def test_a_few_are_not_many() -> None:
    assert found(*strangers(), *quickly(PAT, 8)) == []


def test_some_each_day_add_up() -> None:
    looks = [look(PAT, f"new {n}", at=NOON + timedelta(days=n // 2)) for n in range(24)]
    assert whys(*strangers(), *looks) == [{Why.MONTH}]


def test_all_that_an_organisation_knows_in_one_day_is_a_finding_although_each_look_is_explained() -> None:
    (one,) = found(*quickly(PAT, 120, Tie.OWN_ORGANISATION))
    assert {reason.why for reason in one.reasons} == {Why.RECORDS}


def test_involvements_made_up_to_look() -> None:
    honest = [look(UUID(int=300 + n), f"case {n}", Tie.OWN_INVOLVEMENT, Tie.SELF_STATED) for n in range(20)]
    claimed = [
        look(PAT, f"new {n}", Tie.OWN_INVOLVEMENT, Tie.SELF_STATED, at=NOON + timedelta(days=n)) for n in range(6)
    ]
    (one,) = found(*honest, *claimed)
    assert (one.user, {reason.why for reason in one.reasons}) == (PAT, {Why.CLAIMS})


def test_an_account_that_wakes() -> None:
    sleeper = UUID(int=9)
    before = [look(sleeper, "own", Tie.OWN_INVOLVEMENT, at=NOON - timedelta(days=80))]
    (one,) = found(*before, *quickly(sleeper, 3))
    assert [reason.sentence for reason in one.reasons] == [
        "Looked at 3 children without a tie after 80 days without any use"
    ]
    assert found(*before, *quickly(sleeper, 5, Tie.OWN_INVOLVEMENT)) == []  # back from leave, at work


def test_an_account_that_is_used_from_two_places_at_once() -> None:
    def day(number: int) -> list[Look]:
        places = ("office", "elsewhere", "office")
        at = NOON + timedelta(days=number)
        return [
            look(PAT, f"own {n}", Tie.OWN_INVOLVEMENT, at=at + timedelta(minutes=5 * n), network=place)
            for n, place in enumerate(places)
        ]

    assert found(*day(0)) == []  # a telephone that changes its network once
    (one,) = found(*day(0), *day(1))
    assert {reason.why for reason in one.reasons} == {Why.TWO_PLACES}
    assert len(one.looks) == 6


def test_what_was_before_the_month_or_comes_after_it_is_not_listed() -> None:
    looks = [look(PAT, "1", Tie.HOME, at=at) for at in (MARCH - timedelta(seconds=1), APRIL)]
    assert found(*looks) == []
    assert len(found(look(PAT, "1", Tie.HOME, at=MARCH))) == 1


def test_the_order_of_the_looks_does_not_matter() -> None:
    looks = [*work(PAT, 30), *quickly(PAT, 30), look(RON, "1", Tie.HOME)]
    listed = [ranked(order, since=MARCH, until=APRIL) for order in (looks, looks[::-1])]
    assert listed[0] == listed[1]


def test_a_month_without_a_look_has_no_findings() -> None:
    assert ranked([], since=MARCH, until=APRIL) == []
