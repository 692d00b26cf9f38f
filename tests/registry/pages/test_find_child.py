"""The pages on which a child is looked for, with the very words of each (R-SEARCH-1, R-SEARCH-2)."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Practitioner
from registry.assertion import Name, Place
from registry.finding import MOST_SEARCHES
from registry.models import Child, SearchMade
from tests import people
from tests.registry import children
from tests.registry.pages.comparing import plain
from tests.registry.pages.states import Scene, some_match, too_many

pytestmark = pytest.mark.django_db
FIND = "/search"


def result(client: Client, **typed: str) -> str:
    return client.get(client.post(FIND, typed).headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("typed", "words", "box"),
    [
        ({}, "Enter a first name or last name", "id_forename"),
        ({"born_year": "2017"}, "Enter a first name or last name", "id_forename"),
        (
            {"surname": "Smith"},
            "Enter one more detail: date of birth, age, postcode, street or school",
            "id_born_day",
        ),
        ({"surname": "S*", "age": "6"}, "Enter at least 2 letters before the *", "id_forename"),
        ({"surname": "Smith", "born_day": "4", "born_month": "3"}, "Date of birth must include a year", "id_born_year"),
        ({"surname": "Smith", "born_year": "2199"}, "Date of birth must be in the past", "id_born_day"),
        (
            {"surname": "Smith", "born_day": "31", "born_month": "feb", "born_year": "2017"},
            "Date of birth must be a real date",
            "id_born_day",
        ),
        ({"surname": "Smith", "age": "young"}, "Age must be a number, or a range like 6 to 8", "id_age"),
        ({"surname": "Smith", "age": "44"}, "Age must be 25 or under", "id_age"),
        (
            {"surname": "Smith", "postcode": "nowhere"},
            "Enter a whole postcode or its first part, like LS6 2AB or LS6",
            "id_postcode",
        ),
        (
            {"number": "123 456 7890"},
            "ContactPoint number must be the 10 numbers shown on a record, like 123 456 7890",
            "id_number",
        ),
        ({"surname": "S" * 101, "age": "6"}, "Last name must be 100 characters or less", "id_surname"),
        ({"surname": "Smith", "age": "6", "gender": "x"}, "Select gender from the list", "id_gender"),
    ],
)
def test_what_is_lacking_or_wrong_is_said_at_its_box(
    typed: dict[str, str], words: str, box: str, signed_in: Client
) -> None:
    answer = signed_in.post(FIND, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#{box}">{words}</a>' in page
    assert "<title>Error: Find a child" in page
    assert not SearchMade.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"forename": " Jon ", "surname": "Smyth", "born_year": "17"},
        {"surname": "Smith", "born_day": "04", "born_month": "March", "born_year": "2017"},
        {"forename": "John", "age": "5-12"},
        {"surname": "Smi*", "postcode": "l18"},
        {"surname": "Okafor", "street": "fern bank"},
        {"surname": "Smith", "school": "Mossley Hill"},
    ],
)
def test_one_match_is_asked_about_with_the_reason_on_the_same_page(
    typed: dict[str, str], signed_in: Client, john: UUID
) -> None:
    page = result(signed_in, **typed)
    assert '<h1 class="govuk-heading-l">Is this the child?</h1>' in page
    assert "John Peter Smith" in page
    assert f'action="{reverse("state_reason", args=[john])}"' in page
    assert "Why do you need this record?" in page


def test_the_number_alone_finds_the_child(signed_in: Client, john: UUID) -> None:
    number = Child.objects.get(pk=john).number
    assert "Same ContactPoint number" in result(signed_in, number=f"{number[:3]} {number[3:6]}-{number[6:]}")


def test_nothing_that_was_typed_is_in_an_address_or_a_title(
    signed_in: Client, john: UUID, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """ux.md 1.1: nor of the child who was found; and nothing of it is in the log."""
    answer = signed_in.post(FIND, {"forename": "Jon", "surname": "Smyth", "born_year": "2017"})
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert UUID(where.removeprefix("/search/"))
    page = signed_in.get(where).content.decode()
    title = page.split("<title>")[1].split("</title>")[0]
    said = "".join([where, title, caplog.text, *capfd.readouterr()]).lower()
    for word in ("smyth", "smith", "jon", "2017", "l18"):
        assert word not in said


def test_a_result_shows_the_fewest_facts(signed_in: Client, john: UUID) -> None:
    """R-SEARCH-2: an age where no whole date was typed; never a street or a school before a reason."""
    page = result(signed_in, surname="Smith", born_year="2017")
    assert "9 years" in page or "10 years" in page
    assert "L18" in page
    for hidden in ("4 March 2017", "L18 5TE", "Fern Bank", "Mossley Hill", children.SCHOOL_NUMBER):
        assert hidden not in page


def test_a_whole_date_is_shown_again_to_who_typed_it(signed_in: Client, john: UUID) -> None:
    assert "Born 4 March 2017" in result(signed_in, surname="Smith", born_day="4", born_month="3", born_year="2017")


def test_several_matches_are_explained_in_words_and_twins_are_pointed_out(scene: Scene) -> None:
    page = scene.client.get(some_match(scene)).content.decode()
    assert '<h1 class="govuk-heading-l">3 children match</h1>' in page
    assert "Same last name · Same first name · Same date of birth" in page
    assert "They may be twins, or the same child twice" in page
    assert "Searched at" in page
    assert "by Pat Example" in page
    assert page.count('<li class="cp-hit">') == 3


def test_of_more_than_ten_nobody_is_named(scene: Scene) -> None:
    """R-SEARCH-2: and the boxes for what splits them best are ready."""
    page = scene.client.get(too_many(scene)).content.decode()
    assert '<h1 class="govuk-heading-l">More than 10 children match</h1>' in page
    assert "Add one of: date of birth, postcode." in page
    assert "John Peter" not in page
    assert 'value="Smith"' in page
    assert page.index('id="id_postcode"') < page.index("Change what you searched for") < page.index('id="id_surname"')


def test_where_nobody_matches_the_search_can_be_changed_and_a_record_created(signed_in: Client, db: None) -> None:
    page = result(signed_in, forename="Katie", surname="Okafor", born_month="june", born_year="2019")
    assert '<h1 class="govuk-heading-l">No child found</h1>' in page
    assert "Date of birth: June 2019" in page
    for value in ('value="Katie"', 'value="Okafor"', 'value="6"', 'value="2019"'):
        assert value in page
    assert "Create a record" in page


@pytest.mark.parametrize("typed", ["6", "5-7", "about 9", "0"])
def test_an_age_is_carried_over_as_it_was_meant(typed: str, signed_in: Client) -> None:
    page = result(signed_in, surname="Okafor", age=typed)
    meant = {"about 9": "8-10"}.get(typed, typed)
    assert f'name="age" value="{meant}"' in page


def test_a_hidden_child_and_no_child_read_the_same(signed_in: Client, now: datetime, john: UUID) -> None:
    """R-SHIELD-2: whoever asks for a place meets no hidden child."""
    typed = {"surname": "Smith", "postcode": "L18 5TE"}
    assert "Is this the child?" in result(signed_in, **typed)
    children.shield(john, at=now)
    hidden = result(signed_in, **typed)
    Child.objects.filter(pk=john).update(status="archived")
    assert plain(hidden.encode()) == plain(result(signed_in, **typed).encode())


def test_a_search_is_its_maker_s_alone(signed_in: Client, john: UUID, client: Client) -> None:
    where = signed_in.post(FIND, {"surname": "Smith", "age": "9"}).headers["Location"]
    other = Client()
    people.sign_in(other, people.teacher())
    answers = [other.get(address) for address in (where, f"/search/{uuid4()}")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert plain(answers[0].content) == plain(answers[1].content)


def test_who_searches_too_often_is_stopped(signed_in: Client, pat: Practitioner, now: datetime) -> None:
    """SEC-18."""
    SearchMade.objects.bulk_create(
        SearchMade(practitioner=pat, made_at=now - timedelta(minutes=1), criteria=b"") for _ in range(MOST_SEARCHES)
    )
    answer = signed_in.post(FIND, {"surname": "Smith", "age": "9"})
    assert answer.status_code == 422
    assert "You have searched too often in a short time" in answer.content.decode()


def test_twins_of_other_names_are_no_twins(scene: Scene) -> None:
    for surname, day in (("Smith", 4), ("Smith", 5), ("Smythe", 4)):
        scene.john(
            names=(Name("current", "John", "", surname),),
            date_of_birth=date(2017, 3, day),
            addresses=(Place("current", "1 Elm Row", "Liverpool", f"L1 {day}AA"),),
        )
    page = scene.client.get(scene.search(forename="John", surname="Smith", born_year="2017")).content.decode()
    assert "children match" in page
    assert "twins" not in page


@pytest.mark.parametrize("typed", ["L18 5TE", "L18 5", "L18"])
def test_a_postcode_is_carried_over_as_it_was_meant(typed: str, signed_in: Client) -> None:
    assert f'name="postcode" value="{typed}"' in result(signed_in, surname="Okafor", postcode=typed.lower())
