"""A shield survives whatever else happens to the child in the same moment (SEC-3, R-SHIELD-3)."""

import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from feeds import parsing
from registry import risk
from registry.confirming import WaitsForColleague
from registry.disclosure import NotThere
from registry.involving import AskYourTeam
from registry.shields import shielded_among
from shielding.entries import ChangedMeanwhile
from tests.at_once import at_once
from tests.feeds.conftest import make_world
from tests.feeds.test_any_order import read_here
from tests.shielding import races
from tests.shielding.races import Act, Office, Zora

pytestmark = pytest.mark.django_db(transaction=True)
EACH = 29  # of seven kinds: more than the 200 of SEC-3
FEW = 2
APART = 0.1  # seconds, at most, between the two
TOO_LATE = (WaitsForColleague, NotThere, AskYourTeam, ChangedMeanwhile)  # what whoever comes second may be told
MEANWHILE = [
    races.deliver_news,
    races.deliver_under_a_new_key,
    races.merge,
    races.split,
    races.enter_work,
    races.lift,
]


@pytest.fixture
def office(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(parsing, "_read", read_here)
    monkeypatch.setattr(risk, "SECOND_LOOKS", 0)
    make_world()
    return Office.opened(at=timezone.now())


def race(one: Act, other: Act, *, number: int) -> list[Any]:
    """What came of both; now one begins first, and now the other."""
    apart = random.Random(number).uniform(-APART, APART)
    return at_once(partial(after, apart, one), partial(after, -apart, other))


def after(seconds: float, act: Act) -> Any:
    time.sleep(max(0, seconds))
    return act()


def hidden_and_meanwhile(zora: Zora, meanwhile: Callable[[Zora], Act]) -> None:
    """Whichever came first: the child is hidden, all that is said of it sealed, and nobody parted it single-handed."""
    other = meanwhile(zora)
    asked, answered = race(races.hide(zora), other, number=zora.number)

    assert not isinstance(asked, Exception), asked
    assert isinstance(answered, TOO_LATE) or not isinstance(answered, Exception), answered
    assert zora.is_hidden()
    assert zora.in_the_clear() == set()
    assert zora.copies() == set()
    if meanwhile is races.split and not isinstance(answered, Exception):
        assert len(shielded_among(zora.records)) == 1, "it was hidden before, so that two have to part it"


def shown_and_delivered(zora: Zora) -> None:
    """Two persons have decided that it is seen again, and whatever comes in that moment is seen with it."""
    lifted, delivered = race(races.lift(zora), races.deliver_news(zora), number=zora.number)

    assert lifted is None, lifted
    assert (delivered.updated, delivered.pending) == (1, 0)
    assert not zora.is_hidden()
    assert zora.sealed() == 0


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_a_child_stays_hidden_whatever_happens_meanwhile(office: Office, meanwhile: Callable[[Zora], Act]) -> None:
    for number in range(FEW):
        hidden_and_meanwhile(Zora(number, office), meanwhile)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_a_child_stays_hidden_in_each_of_many_races(office: Office, meanwhile: Callable[[Zora], Act]) -> None:
    for number in range(EACH):
        hidden_and_meanwhile(Zora(number, office), meanwhile)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_child_is_seen_again_after_two_have_decided_whatever_is_delivered_meanwhile(office: Office) -> None:
    for number in range(EACH):
        shown_and_delivered(Zora(number, office))
