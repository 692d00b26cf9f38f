"""Adding a child by hand, and confirming what was added, as pages (R-SEARCH-5)."""

import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from registry.assertion import Name
from registry.models import Child, Involvement, SearchMade, Status
from tests import people
from tests.registry import children
from tests.registry.pages.refusing import refuse, without
from tests.registry.pages.states import ADDED, Scene, entered, near, none, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(scene: Scene) -> UUID:
    none(scene)
    return scene.search_id()


@pytest.fixture
def officer(db: None) -> Scene:
    children.surroundings()
    dora = Scene(people.person("Dora", "data_officer"), Client())
    people.sign_in(dora.client, dora.who)
    return dora


def test_what_was_searched_for_is_carried_over(scene: Scene) -> None:
    scene.search(forename="Kat*", surname="Okafor", age="6", gender="female", postcode="l18 5te", street="Fern Bank")
    page = scene.client.get(url("create_record", scene.search_id())).content.decode()
    for value in ("Kat", "Okafor", "6", "Fern Bank", "L18 5TE"):
        assert f'value="{value}"' in page
    assert re.search(r'value="female"[^>]* checked', page)


def test_part_of_a_postcode_is_no_address(scene: Scene) -> None:
    scene.search(surname="Okafor", postcode="L18")
    assert 'value="L18"' not in scene.client.get(url("create_record", scene.search_id())).content.decode()


@pytest.mark.parametrize("page", ["create_record", "check_record"])
def test_without_a_fresh_search_of_one_s_own_the_search_comes_first(page: str, scene: Scene, search: UUID) -> None:
    """R-SEARCH-5."""
    other = Client()
    people.sign_in(other, people.teacher())
    way = [other.get(url(page, search)), scene.client.get(url(page, uuid4()))]
    SearchMade.objects.filter(pk=search).update(made_at=SearchMade.objects.get().made_at - timedelta(minutes=31))
    way.append(scene.client.get(url(page, search)))
    addresses = {answer.headers["Location"] for answer in way}
    assert {answer.status_code for answer in way} == {303}
    assert addresses <= {url("find_child"), *(url("create_record", one) for one in (search, *_ids(addresses)))}


def _ids(addresses: set[str]) -> list[UUID]:
    return [UUID(found) for found in re.findall(r"[0-9a-f-]{36}", " ".join(addresses))]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (
            {},
            [
                "Enter a first name or last name",
                "Enter the child’s age or date of birth",
                "Select the child’s gender",
                "Enter an address or a postcode, or say that no address is known",
                "Select why no other service holds this child",
            ],
        ),
        ({**ADDED, "no_address": "on"}, ["Leave the address empty, or take away the tick at no address"]),
        ({**ADDED, "carer_2_relationship": "uncle"}, ["Enter the name of the carer"]),
        ({**ADDED, "involved": "on"}, ["Select the kind of service", "Enter the name of the service"]),
        ({**ADDED, "born_year": "2199"}, ["Date of birth must be today or in the past"]),
        ({**ADDED, "age": "25"}, ["Age must be 24 or less"]),
        ({**ADDED, "age": "six"}, ["Age must be a whole number, like 6"]),
        ({**ADDED, "postcode": "L18"}, ["Enter a full UK postcode, like LS1 4AP"]),
    ],
)
def test_what_is_lacking_or_wrong_is_said(
    sent: dict[str, str], expected: list[str], scene: Scene, search: UUID
) -> None:
    refuse(scene, url("create_record", search), sent, expected)


def test_a_national_partner_is_asked_for_a_postcode(db: None) -> None:
    children.surroundings()
    bea = Scene(people.person("Bea", "practitioner", where=people.barnardos()), Client())
    people.sign_in(bea.client, bea.who)
    none(bea)
    sent = {**without(ADDED, "lines", "postcode"), "no_address": "on"}
    words = "Enter a postcode: it says which local authority is responsible for the record"
    refuse(bea, url("create_record", bea.search_id()), sent, [words])


def test_answers_are_checked_changed_and_then_saved(scene: Scene, search: UUID) -> None:
    answer = scene.client.post(url("create_record", search), {**ADDED, "other_surname": "Smith"})
    assert (answer.status_code, answer.headers["Location"]) == (303, url("check_record", search))
    page = scene.client.get(url("check_record", search)).content.decode()
    for words in ("Katie Okafor", "Ada Okafor, mother", "3 Fern Bank, L18 5TE", "The child is new to the area"):
        assert words in page
    assert "No child with a like name and birth date was found" in page
    assert not Child.objects.exists()
    assert 'value="3 Fern Bank"' in scene.client.get(url("create_record", search)).content.decode()
    made = scene.client.post(url("check_record", search))
    child = Child.objects.get()
    assert (made.status_code, made.headers["Location"]) == (303, url("view_child", child.pk))
    assert (child.status, child.birth_date_estimated, child.made_by) == (Status.UNCONFIRMED, True, scene.who)
    shown = scene.client.get(url("view_child", scene.opened(child.pk))).content.decode()
    assert "Added by hand, not yet confirmed" in shown
    assert "Katie Smith" in shown


def test_an_age_is_kept_as_an_estimate_and_read_as_one(scene: Scene, search: UUID) -> None:
    sent = {**without(ADDED, "born_year"), "age": "6"}
    scene.client.post(url("create_record", search), sent)
    scene.client.post(url("check_record", search))
    page = scene.client.get(url("view_child", scene.opened(Child.objects.get().pk))).content.decode()
    assert "About 6 years" in page
    assert "(estimated)" in page


def test_no_address_known_and_the_own_involvement(scene: Scene, search: UUID) -> None:
    work = {"involved": "on", "group": "health", "service": "School nursing"}
    scene.client.post(url("create_record", search), {**without(ADDED, "lines", "postcode"), "no_address": "on", **work})
    where = scene.client.post(url("check_record", search)).headers["Location"]
    page = scene.client.get(where).content.decode()
    assert "No known address" in page
    assert Involvement.objects.get().practitioner == scene.who


def test_sent_twice_the_answers_make_one_record(scene: Scene, search: UUID) -> None:
    scene.client.post(url("create_record", search), ADDED)
    scene.client.post(url("check_record", search))
    again = scene.client.post(url("check_record", search))
    assert again.headers["Location"] == url("create_record", search)
    assert Child.objects.count() == 1


def test_near_matches_stand_beside_the_answers_before_the_button(scene: Scene) -> None:
    page = scene.client.get(near(scene)).content.decode()
    assert "1 possible match – compare first" in page
    assert page.index("Katy Okafor") < page.index("None of these – create record")


def test_a_hidden_child_is_a_near_match_without_its_place(scene: Scene, now: datetime) -> None:
    """R-SHIELD-1: by name and birth date, which may be seen."""
    near_match = near(scene)
    beside = scene.client.get(near_match).content.decode().split("Already in ContactPoint</h2>")[1]
    assert "L18" in beside
    children.shield(Child.objects.get().pk, at=now)
    beside = scene.client.get(near_match).content.decode().split("Already in ContactPoint</h2>")[1]
    assert "Katy Okafor" in beside
    assert "L18" not in beside


def test_the_draft_is_sealed_in_the_session(scene: Scene, search: UUID) -> None:
    scene.client.post(url("create_record", search), ADDED)
    kept = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert "new_child" in kept
    for word in ("Katie", "Okafor", "Fern"):
        assert word not in kept


def test_an_officer_confirms_a_record_of_the_own_area(officer: Scene) -> None:
    child = entered(officer)
    page = officer.client.get(url("unconfirmed_records")).content.decode()
    assert "1 record to confirm" in page
    assert "Katie Okafor" in page
    assert "3 Fern Bank" in officer.client.get(url("confirm_record", child)).content.decode()
    answer = officer.client.post(url("confirm_record", child))
    assert (answer.status_code, answer.headers["Location"]) == (303, url("unconfirmed_records"))
    assert "No records to confirm" in officer.client.get(url("unconfirmed_records")).content.decode()
    assert Child.objects.get(pk=child).status == Status.OPEN


def test_what_resembles_a_hidden_child_waits_in_neutral_words(officer: Scene, now: datetime) -> None:
    """R-SHIELD-3."""
    hidden = officer.john(names=(Name("current", "Ann", "", "Okafor"),), date_of_birth=None)
    children.shield(hidden, at=now)
    child = entered(officer)
    answer = officer.client.post(url("confirm_record", child))
    assert answer.headers["Location"] == url("confirm_record", child)
    page = officer.client.get(url("confirm_record", child)).content.decode()
    assert "This record waits for a colleague" in page
    assert "shield" not in page.lower()
    assert Child.objects.get(pk=child).status == Status.UNCONFIRMED


def test_a_practitioner_sees_no_queue(scene: Scene) -> None:
    """R-USER-3."""
    assert scene.client.get(url("unconfirmed_records")).status_code == 403
