"""Does the index hold what it should and no more, and never a way to a child by what a shield hides?"""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.index import forget_children, index_children, street_norm
from registry.models import Name, NameKey, Place, Postcode, SearchRow
from registry.search.candidates import candidates
from registry.search.criteria import Criteria, read_postcode
from tests.registry.searchable import AMINA, JOHN, OTHERS, SPACE, day, entry, first, year

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _children() -> None:
    index_children([AMINA, JOHN, *OTHERS])


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
    candidates(criteria)  # the names are held in memory from here on
    with CaptureQueriesContext(connection) as without:
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
    criteria = Criteria(forename="John", surname="Smith", birth=year(1999))
    assert JOHN.child_id not in {one.child_id for one in candidates(criteria).candidates}
    assert not Name.objects.filter(norm__in=["john", "smith"]).exists()
    assert not Place.objects.filter(norm="high street").exists()
    assert not Postcode.objects.filter(postcode="M11AE").exists()
    assert Name.objects.filter(norm="hussain").exists()


def test_a_word_leaves_with_the_last_row_under_it() -> None:
    """R-SHIELD-7: a name, street or school that she had before she was hidden stays nowhere."""
    renamed = replace(JOHN, names=(("John", "Quill", "current"),), street="5 Elm Row", postcode="L15 3HQ")
    index_children([renamed])
    assert not Name.objects.filter(norm="smith").exists()
    assert not Place.objects.filter(norm="high street").exists()
    assert not Postcode.objects.filter(postcode="M11AE").exists()
    assert Name.objects.filter(norm="john").exists()


def test_house_numbers_are_no_part_of_a_street() -> None:
    assert street_norm("Flat 2b, 14 Fern Bank") == "fern bank"
    assert street_norm("Rose Cottage, St. Mary's Road") == "rose cottage st marys road"
