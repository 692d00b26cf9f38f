"""The reason, the record and its acts, as pages (R-SEARCH-3, R-SHIELD-1, R-INV-1)."""

import re
from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client

from audit.models import Event
from registry.models import Child, Involvement, Visit
from tests import people
from tests.registry import children
from tests.registry.pages.comparing import plain, words
from tests.registry.pages.refusing import refuse, without
from tests.registry.pages.states import STATES, Scene, bare, shielded, stale, url

pytestmark = pytest.mark.django_db
ACTING = {
    "reason": "acting_for",
    "name": "Anna Berg",
    "organisation": "Alder Hey",
    "role": "Paediatrician",
    "call_back": "0151 496 0077",
    "known": "on",
}


def test_from_the_search_to_the_telephone_number_in_two_submits(scene: Scene) -> None:
    """ux.md goal 1; and the page is the record's, in an order that puts the contacts first."""
    john = scene.john()
    found = scene.client.get(scene.search(forename="Jon", surname="Smyth", born_year="2017"))
    assert url("state_reason", john) in found.content.decode()
    answer = scene.client.post(url("state_reason", john), {"reason": "providing_service"})
    assert (answer.status_code, answer.headers["Location"]) == (303, url("view_child", john))
    page = scene.client.get(answer.headers["Location"]).content.decode()
    for number in ("+441514960011", "+441514960022", "+441514960033"):
        assert f'href="tel:{number}"' in page
    order = ["Education", "Health", "Social care", "Lead professional", "Your involvement", "Child’s details"]
    places = [page.index(f">{heading}") for heading in order]
    assert places == sorted(places)


def test_the_title_holds_the_number_and_never_the_name(scene: Scene) -> None:
    john = scene.opened(scene.john())
    number = Child.objects.get(pk=john).number
    page = scene.client.get(url("view_child", john)).content.decode()
    shown = f"{number[:3]} {number[3:6]} {number[6:]}"
    assert f"<title>Child record {shown} – ContactPoint</title>" in page
    assert len(re.findall("<h1", page)) == 1


def test_without_a_reason_the_reason_is_asked_on_every_page_of_the_record(scene: Scene) -> None:
    """R-SEARCH-3."""
    john = scene.john()
    for name in (
        "view_child",
        "record_involvement",
        "record_sensitive_involvement",
        "record_colleague_involvement",
        "name_lead",
        "flag_caf",
    ):
        answer = scene.client.get(url(name, john))
        assert (answer.status_code, answer.headers["Location"]) == (303, url("state_reason", john)), name
    page = scene.client.get(url("state_reason", john)).content.decode()
    assert "John Peter Smith" in page
    assert children.SCHOOL_NUMBER not in page


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({}, ["Select why you need this record"]),
        ({"reason": "nosiness"}, ["Select why you need this record from the list"]),
        ({"reason": "other"}, ["Enter why you need this record"]),
        ({"reason": "other", "words": "x" * 201}, ["Your words must be 200 characters or less"]),
        (
            {"reason": "acting_for"},
            [
                "Enter the name of the practitioner you are acting for",
                "Enter the organisation of the practitioner you are acting for",
                "Enter the role of the practitioner you are acting for",
                "Enter a telephone number to call the practitioner back on",
                "Confirm that you know this person to work with children",
            ],
        ),
        (without(ACTING, "known"), ["Confirm that you know this person to work with children"]),
        (
            {**ACTING, "call_back": "nine"},
            ["Enter a telephone number, like 01632 960 001, 07700 900 982 or +44 20 7946 0018"],
        ),
    ],
)
def test_a_reason_that_will_not_do_is_asked_again(sent: dict[str, str], expected: list[str], scene: Scene) -> None:
    john = scene.john()
    refuse(scene, url("state_reason", john), sent, expected)
    assert not Visit.objects.exists()


def test_acting_for_another_practitioner_is_shown_and_logged(scene: Scene) -> None:
    """R-SEARCH-4."""
    john = scene.john()
    assert scene.client.post(url("state_reason", john), ACTING).status_code == 303
    page = scene.client.get(url("view_child", john)).content.decode()
    assert "I am acting for another practitioner (Anna Berg, Paediatrician, Alder Hey)" in page
    assert Event.objects.filter(verb="child.opened", because="acting_for").count() == 1


def test_the_page_of_a_hidden_child_holds_none_of_what_is_hidden(scene: Scene) -> None:
    """R-SHIELD-1: and its viewer's own team, whoever holds the record."""
    hana = people.health_visitor()
    theirs = Scene(hana, Client())
    people.sign_in(theirs.client, hana)
    page = theirs.client.get(url("view_child", shielded(theirs))).content
    assert b"You need to speak to your ContactPoint team about this child" in page
    assert b"Manchester ContactPoint team" in page
    for hidden in (*children.HIDDEN, "Liverpool", "Okafor", "shield", "07700", "school", "Education", "Health<"):
        assert hidden.lower() not in plain(page).lower(), hidden


def test_every_record_carries_the_same_line(scene: Scene) -> None:
    """R-INV-2: its presence says nothing."""
    for child in (scene.opened(scene.john()), bare(scene), shielded(scene)):
        page = scene.client.get(url("view_child", child)).content.decode()
        assert f'<a class="govuk-link" href="{url("ask_whether_involved", child)}">' in page
        assert "Ask whether anyone else is involved" in page
        assert "0151 496 0341" in scene.client.get(url("ask_whether_involved", child)).content.decode().replace(
            "\xa0", " "
        )


def test_where_nobody_is_recorded_that_is_no_all_clear(scene: Scene) -> None:
    page = scene.client.get(url("view_child", bare(scene))).content.decode()
    assert "No one has said they are working with John Peter Smith. This does not mean no one is." in page


def test_each_value_says_who_said_so_and_when(scene: Scene) -> None:
    page = scene.client.get(url("view_child", scene.opened(scene.john()))).content.decode()
    assert "14 Fern Bank, Liverpool, L18 5TE" in page
    assert re.search(r"4 March 2017<br><span class=\"cp-quiet\">School records, \d+ \w+ \d{4}", page)
    assert re.search(r"Last confirmed \d+ \w+ \d{4} by School records", page)


def test_who_is_missing_and_who_may_not_be_known_read_the_same(scene: Scene, now: datetime) -> None:
    """R-SHIELD-2, R-REC-5."""
    archived = scene.john()
    Child.objects.filter(pk=archived).update(status="archived")
    pages = ("view_child", "state_reason", "ask_whether_involved", "record_involvement", "name_lead", "flag_caf")
    for name in pages:
        answers = [scene.client.get(url(name, child)) for child in (archived, uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404], name
        one, other = (plain(answer.content) for answer in answers)
        assert one == other
    assert scene.client.get(url("end_involvement", uuid4())).status_code == 404
    assert scene.client.post(url("confirm_involvement", uuid4())).status_code == 404


def test_one_of_my_children_opens_without_a_submit(scene: Scene, now: datetime) -> None:
    """R-INV-5: also on the next day, when no reason is stated yet."""
    stale(scene)
    Visit.objects.all().delete()
    page = scene.client.get(url("my_children")).content.decode()
    child = Involvement.objects.get(practitioner=scene.who).child_id
    assert f'href="{url("view_child", child)}"' in page
    assert "May be out of date" in page
    assert children.SCHOOL_NUMBER in words(scene.client.get(url("view_child", child)).content)


def test_the_home_page_counts_what_waits_and_names_nobody(scene: Scene) -> None:
    assert "You have not recorded that you work with a child" in scene.client.get("/").content.decode()
    stale(scene)
    page = scene.client.get("/").content.decode()
    assert "1 child you work with" in page
    assert "1 to confirm" in page
    assert "Smith" not in page


def test_who_sees_no_children_finds_none_on_the_home_page(client: Client, db: None) -> None:
    """R-USER-3."""
    people.sign_in(client, people.person("Ada", "account_administrator"))
    page = client.get("/").content.decode()
    assert "Find a child" not in page
    assert "Records added by hand" not in page
    for closed in ("/search", "/children", url("create_record", uuid4()), url("end_involvement", uuid4())):
        assert client.get(closed).status_code == 403


@pytest.mark.parametrize("name", sorted(STATES))
def test_every_page_has_one_heading_and_no_name_in_its_title_or_address(name: str, scene: Scene) -> None:
    where = STATES[name](scene)
    answer = scene.client.get(where)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert len(re.findall("<h1[ >]", page)) == 1
    title = page.split("<title>")[1].split("</title>")[0]
    for personal in ("John", "Smith", "Katie", "Katy", "Okafor", "2017", "2019"):
        assert personal not in title
        assert personal not in where
    assert "style=" not in page
    assert answer.headers["Cache-Control"] == "no-store"
