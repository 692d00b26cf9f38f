"""How wide is the net around a hidden child, and where does it end? (R-SHIELD-3)

Grace Okafor of 5 Fern Bank, born on 4 March 2001, must stay hidden. Each other child shares one thing with her.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.assertion import Assertion, Name, Place
from registry.matching import net
from registry.matching.described import NOBODY, Described, describe

BORN = date(2001, 3, 4)
HOME: dict[str, Any] = {"street": "5 Fern Bank", "postcode": "L18 5TE"}
NUMBER: dict[str, tuple[str, ...]] = {"upn": ("Z999999999991",)}
OTHER: dict[str, Any] = {"forename": "Anna", "surname": "Newton", "born": date(2001, 9, 20)}


def told(
    forename: str = "Grace",
    surname: str = "Okafor",
    born: date | None = BORN,
    *,
    street: str = "",
    postcode: str = "",
    estimated: bool = False,
    also: str = "",
    numbers: dict[str, tuple[str, ...]] | None = None,
) -> Described:
    names = [Name("current", forename, "", surname), *([Name("former", forename, "", also)] if also else [])]
    said = Assertion(
        names=tuple(names),
        date_of_birth=born,
        birth_date_estimated=estimated,
        addresses=(Place("current", street, postcode=postcode),) if postcode else (),
        identifiers=numbers or {},
    )
    return describe(said, shares=NOBODY)


GRACE = told(**HOME, numbers=NUMBER)
CATHERINE = told("Catherine")
HIDDEN, ANOTHER = UUID(int=1), UUID(int=2)

HELD: dict[str, tuple[Described, Described]] = {
    "a number": (GRACE, told(**OTHER, numbers=NUMBER)),
    "a number and no date": (GRACE, told(**{**OTHER, "born": None}, numbers=NUMBER)),
    "the surname by its sound, and the day": (GRACE, told("Anna", "Okafur")),
    "the surname, and a slip in the day": (GRACE, told("Anna", born=date(2001, 3, 5))),
    "a former surname, and the day": (told(surname="Smith", also="Okafor"), told("Anna")),
    "the forename, and the day": (GRACE, told(surname="Newton")),
    "the forename with a letter too few": (GRACE, told("Grce", "Newton")),
    "the forename with another letter": (GRACE, told("Grade", "Newton")),
    "both names, each in the other's place": (GRACE, told("Okafor", "Grace")),
    "the same, as the hidden child was first told of": (told("Okafor", "Grace"), told()),
    "the forename in the surname's place, and the day": (GRACE, told("Anna", "Grace")),
    "the surname in the forename's place with a letter too many": (GRACE, told("Okaffor", "Newton")),
    "a surname of two words in the forename's place": (told(surname="Iqbal Raza"), told("Iqbal Raza", "Newton")),
    "the forename as it is heard": (CATHERINE, told("Kathryn", "Newton")),
    "the forename in its short form": (told("Elizabeth"), told("Betty", "Newton")),
    "the forename in its short form with a letter too many": (told("Elizabeth"), told("Bettty", "Newton")),
    "the forename, with day and month swapped": (GRACE, told(surname="Newton", born=date(2001, 4, 3))),
    "the home and the year": (GRACE, told(**OTHER, **HOME)),
    "the surname and the day, which a source before it does not say": (
        Described((*told(born=None).parties, *GRACE.parties), frozenset()),
        told("Anna"),
    ),
}
NOT_HELD: dict[str, tuple[Described, Described]] = {
    "the year alone": (GRACE, told(**OTHER)),
    "the surname, and two slips in the day": (GRACE, told("Anna", born=date(2001, 4, 5))),
    "the surname, and another day": (GRACE, told("Anna", born=date(2001, 9, 20))),
    "the forename, and a slip in the day": (GRACE, told(surname="Newton", born=date(2001, 3, 5))),
    "another short form of the forename": (told("Nathan"), told("Jon", "Newton")),
    "the home, and another year": (GRACE, told(**{**OTHER, "born": date(2002, 9, 20)}, **HOME)),
    "the home where only its postcode is known": (
        told(postcode="L18 5TE"),
        told(**OTHER, postcode="L18 5TE"),
    ),
    "the day, where neither surname is known": (told(surname=""), told("Anna", surname="")),
    "the day, where neither forename is known": (told(forename=""), told(forename="", surname="Newton")),
    "the names and no date": (GRACE, told(born=None)),
    "a part of the surname": (told(surname="Smith-Okafor"), told("Anna")),
}


@pytest.mark.parametrize("case", HELD)
def test_a_row_is_held_by_one_thing_that_it_shares_with_a_hidden_child(case: str, db: None) -> None:
    hidden, row = HELD[case]
    assert net.like_any([told(**OTHER), hidden], {1: row, 2: told("Zoe", "Quill", date(1999, 12, 31))}) == {1}
    assert around(hidden, net.caught, row)
    assert around(hidden, hand, row)


@pytest.mark.parametrize("case", NOT_HELD)
def test_a_row_that_shares_less_is_not_held(case: str, db: None) -> None:
    hidden, row = NOT_HELD[case]
    assert net.like_any([hidden], {1: row}) == set()
    assert not around(hidden, net.caught, row)


def around(hidden: Described, ask: Callable[[dict[int, Described]], dict[int, set[UUID]]], row: Described) -> bool:
    """Whether the row, and no row beside it, leads to the hidden child, and not to another."""
    net.cast({HIDDEN: hidden, ANOTHER: told("Zoe", "Quill", date(1999, 12, 31))})
    found = ask({1: row, 2: told("Ulf", "Brandt", date(1990, 6, 6))})
    assert found in ({}, {1: {HIDDEN}})
    return bool(found)


def hand(rows: dict[int, Described]) -> dict[int, set[UUID]]:
    """The same asked of records that are made by hand."""
    return {row: near for row, one in rows.items() if (near := net.resembled(one))}


DOUBLE = told(surname="Smith-Okafor")
ABOUT = told(estimated=True)
UNDATED = told(surname="Smith-Okafor", born=None)


def by_hearsay() -> Iterator[tuple[bool, str, Described, Described]]:
    yield True, "the first part of a surname, and the day", DOUBLE, told("Anna", "Smith")
    yield True, "the last part of a surname, and the day", DOUBLE, told("Anna")
    yield True, "a part of a surname, and a slip in the day", DOUBLE, told("Anna", born=date(2001, 3, 5))
    yield True, "a surname that is a part, and the day", GRACE, told("Anna", "Smith-Okafor")
    yield True, "a surname that is a part, and a slip in the day", GRACE, told("Anna", "Smith-Okafor", date(2001, 3, 5))
    yield True, "parts of both surnames, and the day", DOUBLE, told("Anna", "Okafor-Newton")
    yield False, "a part of a surname, and another day", DOUBLE, told("Anna", born=date(2001, 9, 20))
    yield True, "a date that is missing here", GRACE, told("Anna", born=None)
    yield True, "a date that is missing there", UNDATED, told("Anna", "Smith-Okafor")
    yield True, "a date that is missing there, and a part", UNDATED, told("Anna", "Smith")
    yield True, "a date that is missing there, and the other part", UNDATED, told("Anna")
    yield True, "dates that are missing on both sides", UNDATED, told("Anna", born=None)
    yield True, "a date missing there and an estimate here", UNDATED, told("Anna", estimated=True)
    yield False, "a date that is missing, and another surname", UNDATED, told("Anna", "Newton", None)
    yield False, "no surname on either side, and no date", told(surname=""), told("Anna", surname="", born=None)
    for year, held in ((1998, False), (1999, True), (2000, True), (2002, True), (2003, True), (2004, False)):
        yield held, f"an estimate of {year} here", GRACE, told("Anna", born=date(year, 9, 20), estimated=True)
        yield held, f"an estimate there, and {year}", ABOUT, told("Anna", born=date(year, 9, 20))
        yield (
            held,
            f"two estimates, of which one is {year}",
            ABOUT,
            told("Anna", born=date(year, 9, 20), estimated=True),
        )
        yield held, f"an estimate of {year} and a part", DOUBLE, told("Anna", born=date(year, 9, 20), estimated=True)
        yield False, f"two dates, of which one is of {year}", GRACE, told("Anna", born=date(year, 9, 20))


@pytest.mark.parametrize(("held", "case", "hidden", "made"), list(by_hearsay()))
def test_a_record_made_by_hand_is_held_by_less(
    held: bool, case: str, hidden: Described, made: Described, db: None
) -> None:
    assert around(hidden, hand, made) is held, case


@pytest.mark.parametrize("ask", [net.caught, net.bearing])
def test_the_net_is_not_searched_where_nobody_is_asked_about_or_nobody_is_hidden(
    ask: Callable[[dict[int, Described]], dict[int, set[UUID]]], db: None
) -> None:
    """A registry in which nobody is hidden pays for one question, and a batch without rows for none."""
    with CaptureQueriesContext(connection) as asked:
        assert ask({1: GRACE}) == {}
    assert len(asked) == 1
    net.cast({HIDDEN: GRACE})
    with CaptureQueriesContext(connection) as asked:
        assert ask({}) == {}
    assert len(asked) == 0


def test_only_a_number_that_a_row_bears_leads_to_a_hidden_child_by_number(db: None) -> None:
    net.cast({HIDDEN: GRACE, ANOTHER: told(numbers={"upn": ("Z999999999992",)})})
    assert net.bearing({1: told(**OTHER, numbers=NUMBER), 2: told(**HOME)}) == {1: {HIDDEN}}


@pytest.mark.parametrize("numbers", [{}, NUMBER], ids=["no number", "her number"])
def test_who_bears_a_number_is_caught_whoever_looked_for_it(numbers: dict[str, tuple[str, ...]], db: None) -> None:
    net.cast({HIDDEN: GRACE, ANOTHER: told(**OTHER)})
    rows = {1: told(numbers=numbers), 2: told(**OTHER, numbers=numbers), 3: told("Zoe", "Quill", date(1999, 12, 31))}
    assert net.caught(rows, borne=net.bearing(rows)) == net.caught(rows)


FIRST_SAID: dict[str, tuple[Described, bool]] = {
    "a number": (told(**OTHER, numbers=NUMBER), True),
    "the surname by its sound, and the day": (told("Anna", "Okafur"), True),
    "the home and the year": (told(**OTHER, **HOME), True),
    "the forename, and the day": (told(surname="Newton"), False),
    "the surname, and a slip in the day": (told("Anna", born=date(2001, 3, 5)), False),
}


@pytest.mark.parametrize("case", FIRST_SAID)
def test_around_a_row_that_is_held_hangs_what_it_may_be_the_first_to_say(case: str, db: None) -> None:
    row, held = FIRST_SAID[case]
    net.cast_around_held({HIDDEN: GRACE, ANOTHER: told("Zoe", "Quill", date(1999, 12, 31))})
    assert net.caught({1: row}) == ({1: {HIDDEN}} if held else {})
    assert net.like_any([], {1: row}, held=[GRACE]) == ({1} if held else set())


def test_nobody_is_like_nobody() -> None:
    assert net.like_any([], {1: GRACE}) == set()


def test_a_net_that_is_cast_anew_or_lifted_holds_nothing_of_the_old_one(db: None) -> None:
    net.cast({HIDDEN: GRACE})
    net.cast({HIDDEN: told(**OTHER)})
    assert net.caught({1: GRACE, 2: told(**OTHER)}) == {2: {HIDDEN}}
    net.lift([HIDDEN])
    assert net.resembled(told(**OTHER)) == set()
