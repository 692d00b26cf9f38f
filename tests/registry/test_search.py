"""Is a child found in spite of what the user got wrong, and never by what a shield hides?"""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.index import (
    IndexEntry,
    forget_children,
    index_children,
    prune_dictionaries,
    street_norm,
)
from registry.models import Name, NameKey, Place, Postcode, SearchRow
from registry.search.birth import Birth
from registry.search.candidates import Found, candidates
from registry.search.criteria import Criteria, read_postcode

pytestmark = pytest.mark.django_db

SPACE = UUID("00000000-0000-0000-0000-000000000009")
BORN = date(2001, 3, 4)


def day(born: date) -> Birth:
    return Birth(born, born)


def year(number: int) -> Birth:
    return Birth(date(number, 1, 1), date(number, 12, 31))


def entry(forename: str, surname: str, born: date | None = BORN, **more: object) -> IndexEntry:
    given = IndexEntry(
        child_id=uuid5(SPACE, f"{forename} {surname} {born} {more.get('postcode', '')}"),
        names=((forename, surname, "current"),),
        birth_date=born,
        gender="female",
        postcode="LS6 2AB",
        street="12 Fern Bank",
        school="Park Road Primary School, Leeds",
    )
    return replace(given, **more)  # type: ignore[arg-type]


AMINA = entry("Amina", "Hussain")
JOHN = entry("John", "Smith", date(1999, 7, 21), gender="male", postcode="M1 1AE", street="3 High Street")
OTHERS = [
    entry(forename, surname, date(1995 + n, 1 + n, 2 + 2 * n), postcode=f"B{n + 1} 1AA", street=f"{n} Mill Lane")
    for n, (forename, surname) in enumerate(
        [("Grace", "Okafor"), ("Jack", "Taylor"), ("Sophie", "Brown"), ("Ewa", "Nowak"), ("Li", "Chen")]
    )
]


@pytest.fixture(autouse=True)
def _children() -> None:
    index_children([AMINA, JOHN, *OTHERS])


def first(found: Found) -> UUID | None:
    return found.candidates[0].child_id if found.candidates else None


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


SHIELDED = replace(entry("Rosalind", "Featherstone", date(2000, 2, 2)), shielded=True)
BY_HIDDEN_KINDS = [
    {"postcode": read_postcode("LS6 2AB")},
    {"postcode": read_postcode("LS6")},
    {"street": "Fern Bank"},
    {"school": "Park Road"},
    {"postcode": read_postcode("LS6 2AB"), "birth": day(date(2000, 2, 2))},
]


def test_a_shielded_child_is_found_by_what_is_not_hidden() -> None:
    index_children([SHIELDED])
    found = candidates(Criteria(forename="Rosalind", surname="Fetherstone", birth=day(date(2000, 2, 2))))
    assert first(found) == SHIELDED.child_id
    row = SearchRow.objects.get(child_id=SHIELDED.child_id)
    assert (row.postcode_id, row.street_id, row.school_id) == (None, None, None)


@pytest.mark.parametrize(("forename", "surname"), [("Rosalind", "Featherstone"), ("Amina", "Hussain")])
@pytest.mark.parametrize("hidden", BY_HIDDEN_KINDS)
def test_a_search_by_a_hidden_kind_behaves_as_if_no_shielded_child_were_there(
    hidden: dict[str, object], forename: str, surname: str
) -> None:
    """R-SHIELD-2: same results, same count, same statements with the same parameters."""
    criteria = Criteria(forename=forename, surname=surname, **hidden)  # type: ignore[arg-type]
    with CaptureQueriesContext(
        connection,
    ) as without:
        before = candidates(criteria)
    index_children([SHIELDED, replace(SHIELDED, child_id=SPACE, names=((forename, surname, "current"),))])
    with CaptureQueriesContext(connection) as present:
        after = candidates(criteria)
    assert not {SHIELDED.child_id, SPACE} & {one.child_id for one in after.candidates}
    assert before == after
    assert [query["sql"] for query in without] == [query["sql"] for query in present]


def test_shielding_takes_the_hidden_values_out_of_the_index_and_the_counts() -> None:
    index_children([AMINA])
    before = Name.objects.get(norm="hussain").surname_count
    index_children([replace(AMINA, shielded=True)])
    assert Name.objects.get(norm="hussain").surname_count == before - 1
    found = candidates(Criteria(surname="Hussain", postcode=read_postcode("LS6 2AB")))
    assert found.candidates == ()
    index_children([AMINA])
    assert Name.objects.get(norm="hussain").surname_count == before


def test_indexing_twice_changes_nothing() -> None:
    def everything() -> list[object]:
        return [
            sorted(Name.objects.values_list()),
            sorted(SearchRow.objects.values_list("child_id", "forename_id", "surname_id", "postcode_id")),
            NameKey.objects.count(),
        ]

    before = everything()
    index_children([AMINA, JOHN, *OTHERS])
    assert everything() == before
    assert Name.objects.get(norm="").forename_count == SearchRow.objects.count()


def test_a_forgotten_child_is_found_no_more_and_leaves_no_name() -> None:
    """R-REC-5: destroyed everywhere."""
    forget_children([JOHN.child_id])
    prune_dictionaries()
    criteria = Criteria(forename="John", surname="Smith", birth=year(1999))
    assert JOHN.child_id not in {one.child_id for one in candidates(criteria).candidates}
    assert not Name.objects.filter(norm__in=["john", "smith"]).exists()
    assert not Place.objects.filter(norm="high street").exists()
    assert not Postcode.objects.filter(postcode="M11AE").exists()
    assert Name.objects.filter(norm="hussain").exists()


def test_house_numbers_are_no_part_of_a_street() -> None:
    assert street_norm("Flat 2b, 14 Fern Bank") == "fern bank"
    assert street_norm("Rose Cottage, St. Mary's Road") == "rose cottage st marys road"


@pytest.mark.parametrize("typed", ["'; DROP TABLE x; --", "%", "a\x00b", "*", "\U0001f600", "x" * 5000, "%(keys)s"])
def test_hostile_words_find_nobody_and_break_nothing(typed: str) -> None:
    for criteria in (
        Criteria(forename=typed, surname=typed, birth=day(BORN)),
        Criteria(surname=typed, street=typed, school=typed),
    ):
        assert AMINA.child_id not in {one.child_id for one in candidates(criteria).candidates}
