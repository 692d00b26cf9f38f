"""Is a child found in spite of what the user got wrong?"""

from dataclasses import replace
from datetime import date

import pytest

from registry.index import index_children
from registry.search.birth import Birth
from registry.search.candidates import candidates
from registry.search.criteria import Criteria, read_postcode
from tests.registry.searchable import AMINA, BORN, JOHN, OTHERS, day, entry, first, year

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _children() -> None:
    index_children([AMINA, JOHN, *OTHERS])


@pytest.mark.parametrize(
    ("forename", "surname"),
    [
        ("Amina", "Hussain"),
        ("AMINA", "hussain"),
        ("Ámina", "Hussaín"),
        ("Amna", "Hussain"),
        ("Aminah", "Husein"),
        ("Ameena", "Hussein"),
        ("Amina", "Hossain"),
        ("Hussain", "Amina"),
        ("Husain", "Amina"),
        ("Ami*", "Hussain"),
        ("Amina", "Huss*"),
        ("", "Hussain"),
        ("Amina", ""),
        ("Hussain", ""),
        ("A", "Hussain"),
        ("Amina", "Okonjo"),
    ],
)
def test_a_child_is_found_by_a_name_that_is_not_quite_right(forename: str, surname: str) -> None:
    """R-SEARCH-1: misspelt, transposed, accents, one name, an unknown ending."""
    found = candidates(Criteria(forename=forename, surname=surname, birth=day(BORN)))
    assert first(found) == AMINA.child_id


def test_john_smith_is_found_as_jon_smyth_born_in_1999() -> None:
    """The journey of the first demo."""
    found = candidates(Criteria(forename="Jon", surname="Smyth", birth=year(1999)))
    assert first(found) == JOHN.child_id
    words = found.candidates[0].words
    assert "Born the same year" in words
    assert any("Last name" in said for said in words)


def test_a_nickname_finds_the_name_it_stands_for() -> None:
    assert first(candidates(Criteria(forename="Jack", surname="Smith", birth=year(1999)))) == JOHN.child_id


def test_both_names_badly_spelt_are_found_by_looking_through_the_dictionary() -> None:
    found = candidates(Criteria(forename="Sopheighy", surname="Broawnie", birth=year(1997)))
    assert first(found) == OTHERS[2].child_id


@pytest.mark.parametrize(
    "birth",
    [
        day(date(2001, 4, 3)),
        day(date(2001, 3, 14)),
        day(date(2002, 3, 4)),
        day(date(1998, 12, 25)),
        year(2001),
        year(2002),
        Birth(date(2001, 3, 1), date(2001, 3, 31)),
        Birth(date(2000, 1, 27), date(2003, 1, 26), by_age=True),
    ],
)
def test_a_date_of_birth_may_be_partial_or_wrong(birth: Birth) -> None:
    assert first(candidates(Criteria(forename="Amina", surname="Hussain", birth=birth))) == AMINA.child_id


def test_each_hit_says_in_words_why() -> None:
    """R-SEARCH-2."""
    criteria = Criteria(
        forename="Amna", surname="Hussain", birth=day(BORN), gender="female", postcode=read_postcode("LS6")
    )
    words = candidates(criteria).candidates[0].words
    assert "Same last name" in words
    assert "Same date of birth" in words
    assert "Same gender" in words
    assert "Same postcode district" in words
    assert not any("Different" in said for said in words)


def test_former_names_and_parts_of_compound_names_are_found() -> None:
    """R-SEARCH-1."""
    renamed = entry("Mary-Jane", "O'Brien-Murphy", date(2003, 5, 6))
    renamed = replace(renamed, names=(*renamed.names, ("Mary-Jane", "Delacroix", "former")))
    index_children([renamed])
    for forename, surname in [
        ("Mary Jane", "OBrien Murphy"),
        ("Mary", "Murphy"),
        ("Maryjane", "O’Brien"),
        ("Mary-Jane", "Delacroix"),
        ("Jane", "Murphy-O'Brien"),
    ]:
        found = candidates(Criteria(forename=forename, surname=surname, birth=year(2003)))
        assert first(found) == renamed.child_id, (forename, surname)
    found = candidates(Criteria(forename="Mary", surname="Delacroix", birth=year(2003)))
    assert "Former name" in found.candidates[0].words


def test_a_child_with_one_name_is_found_in_either_box() -> None:
    single = entry("", "Suharto", date(2004, 8, 9))
    index_children([single])
    for forename, surname in [("Suharto", ""), ("", "Suharto"), ("Suharto", "Unknown"), ("Baby", "Suharto")]:
        found = candidates(Criteria(forename=forename, surname=surname, birth=year(2004)))
        assert first(found) == single.child_id, (forename, surname)


@pytest.mark.parametrize(
    "more",
    [
        {"postcode": read_postcode("LS6 2AB")},
        {"postcode": read_postcode("LS6 2AD")},
        {"postcode": read_postcode("LS6 2BA")},
        {"postcode": read_postcode("LS6 2")},
        {"postcode": read_postcode("LS6")},
        {"street": "Fern Bank"},
        {"street": "9 fern bnak"},
        {"school": "Park Road"},
        {"school": "Park Rood Primary School"},
    ],
)
def test_a_name_with_a_place_is_enough(more: dict[str, object]) -> None:
    """R-SEARCH-1: postcode or part of it, street, school."""
    found = candidates(Criteria(surname="Husain", **more))  # type: ignore[arg-type]
    assert first(found) == AMINA.child_id


def test_a_date_of_birth_and_a_street_find_a_child_whose_name_nobody_knows() -> None:
    assert first(candidates(Criteria(birth=day(BORN), street="Fern Bank"))) == AMINA.child_id


def test_nobody_is_found_who_is_not_there() -> None:
    assert candidates(Criteria(forename="Zebedee", surname="Quartermain", birth=day(date(2006, 6, 6)))).candidates == ()


def test_more_than_ten_alike_are_not_named_but_asked_about() -> None:
    """R-SEARCH-2."""
    crowd = [
        entry("Olivia", "Jones", date(2002, 1, 1 + n), postcode=f"LS{n % 3 + 1} 1AA", street="Elm Road")
        for n in range(14)
    ]
    index_children(crowd)
    found = candidates(Criteria(forename="Olivia", surname="Jones", birth=year(2002)))
    assert found.too_many
    assert found.candidates == ()
    assert found.ask[0] == "birth"
    assert "postcode" in found.ask
    assert "gender" not in found.ask
    assert "street" not in found.ask
    exact = candidates(Criteria(forename="Olivia", surname="Jones", birth=day(date(2002, 1, 5))))
    assert first(exact) == crowd[4].child_id
    assert not exact.too_many
    assert len(exact.candidates) <= 10


def test_an_unconfirmed_child_is_found_only_by_who_may_see_it() -> None:
    """R-SEARCH-5."""
    hidden = entry("Tomasz", "Zielinski", date(2005, 5, 5), confirmed=False)
    index_children([hidden])
    criteria = Criteria(forename="Tomasz", surname="Zielinski", birth=day(date(2005, 5, 5)))
    assert candidates(criteria).candidates == ()
    assert first(candidates(criteria, unconfirmed=[hidden.child_id])) == hidden.child_id


@pytest.mark.parametrize("typed", ["'; DROP TABLE x; --", "%", "a\x00b", "*", "\U0001f600", "x" * 5000, "%(keys)s"])
def test_hostile_words_find_nobody_and_break_nothing(typed: str) -> None:
    for criteria in (
        Criteria(forename=typed, surname=typed, birth=day(BORN)),
        Criteria(surname=typed, street=typed, school=typed),
    ):
        assert AMINA.child_id not in {one.child_id for one in candidates(criteria).candidates}
