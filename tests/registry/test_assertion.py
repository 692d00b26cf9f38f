"""Is what a source said kept exactly, and the same again recognised? (R-FEED-3, R-FEED-6)"""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields

from registry import assertion
from registry.assertion import Assertion, told

TEXT = st.text(max_size=12)
DAYS = st.dates(date(1980, 1, 1), date(2030, 1, 1))


def said(kind: type) -> st.SearchStrategy[object]:
    """Any value of that part, with every field said or left out."""
    strategies = {str: TEXT, bool: st.booleans(), date: DAYS, date | None: st.none() | DAYS}
    return st.builds(kind, **{part.name: strategies[part.type] for part in fields(kind)})


def several(kind: type) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(said(kind), max_size=3).map(tuple)


ITEMS = {
    "names": several(assertion.Name),
    "date_of_birth": st.none() | DAYS,
    "birth_date_estimated": st.booleans(),
    "gender": TEXT,
    "date_of_death": st.none() | DAYS,
    "addresses": several(assertion.Place),
    "carers": several(assertion.CarerSaid),
    "settings": several(assertion.SettingSaid),
    "practice": st.none() | said(assertion.PracticeSaid),
    "services": several(assertion.ServiceSaid),
    "caf": st.none() | said(assertion.CafSaid),
    "identifiers": st.dictionaries(TEXT, st.lists(TEXT, max_size=2).map(tuple), max_size=2),
    "restricted": st.booleans(),
    "withdrawn": st.booleans(),
    "corrects": st.lists(TEXT, max_size=2).map(tuple),
    "overrules": st.lists(TEXT, max_size=2).map(tuple),
}
ASSERTIONS = st.builds(Assertion, **ITEMS)


def test_no_item_is_left_out_of_these_tests() -> None:
    assert set(ITEMS) == {part.name for part in fields(Assertion)}


@given(ASSERTIONS)
def test_what_was_said_comes_back_from_json_as_it_was(said: Assertion) -> None:
    kept = json.loads(json.dumps(said.as_dict()))
    assert Assertion.from_dict(kept) == said


@given(ASSERTIONS)
def test_what_comes_back_tells_every_field_in_its_order(said: Assertion) -> None:
    """What a practitioner is shown, and what is remembered of an objection, is made of it (R-REC-6)."""
    back = Assertion.from_text(said.as_text())
    parts = zip((*said.carers, *said.services), (*back.carers, *back.services), strict=True)
    assert all(list(told(one).items()) == list(told(again).items()) for one, again in parts)
    assert list(told(back)) == [part.name for part in fields(Assertion)]


@given(ASSERTIONS, ASSERTIONS)
def test_digests_are_equal_exactly_when_the_assertions_are(one: Assertion, other: Assertion) -> None:
    assert (one.digest() == other.digest()) == (one == other)


@given(ASSERTIONS)
def test_the_digest_survives_the_way_through_the_database(said: Assertion) -> None:
    assert Assertion.from_dict(json.loads(json.dumps(said.as_dict()))).digest() == said.digest()


@given(st.dictionaries(TEXT, st.just(("1",)), min_size=2, max_size=4))
def test_the_order_of_identifiers_says_nothing(identifiers: dict[str, tuple[str, ...]]) -> None:
    backwards = dict(reversed(identifiers.items()))
    assert Assertion(identifiers=identifiers).digest() == Assertion(identifiers=backwards).digest()


def test_nothing_that_was_not_said_is_kept() -> None:
    assert Assertion().as_dict() == {}
    assert Assertion(gender="female", carers=(assertion.CarerSaid("Ann"),)).as_dict() == {
        "gender": "female",
        "carers": [{"name": "Ann"}],
    }
