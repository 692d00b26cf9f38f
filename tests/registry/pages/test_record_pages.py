"""The reason, the record and its acts, as pages (R-SEARCH-3, R-SHIELD-1, R-INV-1)."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import Practitioner
from audit.models import Event
from registry.models import Caf, Child, Involvement, LeadProfessional, Visit
from tests import people
from tests.registry import children
from tests.registry.pages.comparing import plain, words
from tests.registry.pages.states import STATES, WORK, Scene, bare, shielded, stale, url

pytestmark = pytest.mark.django_db
ACTING = {
    "reason": "acting_for",
    "name": "Anna Berg",
    "organisation": "Alder Hey",
    "role": "Paediatrician",
    "call_back": "0151 496 0077",
    "known": "on",
}
CONSENT = {
    "consent_basis": "child",
    "consent_by": "John himself",
    "consent_on_day": "1",
    "consent_on_month": "9",
    "consent_on_year": "2025",
}
COLLEAGUE = {"name": "Anna Berg", "organisation": "Alder Hey", "asked": "on"}


@pytest.fixture
def scene(signed_in: Client, pat: Practitioner) -> Scene:
    children.surroundings()
    return Scene(pat, signed_in)


def without(answers: dict[str, str], *boxes: str) -> dict[str, str]:
    return {box: answer for box, answer in answers.items() if box not in boxes}


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


def refuse(scene: Scene, where: str, sent: dict[str, str], expected: list[str]) -> str:
    """The form again, with 422 and exactly these words in the summary, each also at its box."""
    answer = scene.client.post(where, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    summary = page.split("There is a problem")[1].split("</ul>")[0] if "There is a problem" in page else ""
    assert re.findall(r'<a href="#[\w-]+">(.*?)</a>', summary) == expected
    for target in re.findall(r'<a href="#([\w-]+)">', summary):
        assert f'id="{target}"' in page
    return page


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
        assert hidden.lower().encode() not in page.lower(), hidden


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


def test_an_involvement_is_recorded_confirmed_and_ended(scene: Scene) -> None:
    """R-INV-1, R-INV-6."""
    john = scene.opened(scene.john())
    form = scene.client.get(url("record_involvement", john)).content.decode()
    assert 'value="Social worker"' in form
    answer = scene.client.post(url("record_involvement", john), WORK)
    assert (answer.status_code, answer.headers["Location"]) == (303, url("view_child", john))
    page = scene.client.get(url("view_child", john)).content.decode()
    assert "Your involvement is recorded" in page
    mine = Involvement.objects.get(practitioner=scene.who).pk
    assert url("end_involvement", mine) in page
    assert scene.client.post(url("confirm_involvement", mine)).headers["Location"] == url("my_children")
    sent = {"ended_on_day": "1", "ended_on_month": "3", "ended_on_year": "2026", "because": "Moved school"}
    assert scene.client.post(url("end_involvement", mine), sent).headers["Location"] == url("my_children")
    assert "Past (1)" in scene.client.get(url("view_child", john)).content.decode()


MISSING = [
    "Select the kind of service",
    "Enter the name of the service",
    "Enter a role",
    "Enter a telephone number",
    "Enter the start date",
]


def test_what_an_involvement_lacks_is_said(scene: Scene) -> None:
    john = scene.opened(scene.john())
    refuse(scene, url("record_involvement", john), {}, MISSING)
    consent = ["Select what allows you to record this", "Enter who consented, or who suspects significant harm"]
    refuse(scene, url("record_sensitive_involvement", john), WORK, [*consent, "Enter the day of consent"])
    colleague = ["Enter the name of the practitioner", "Enter the organisation"]
    refuse(
        scene,
        url("record_colleague_involvement", john),
        WORK,
        [*colleague, "Confirm that this practitioner asked you to"],
    )
    assert not Involvement.objects.filter(stated_by=scene.who).exists()


def test_an_involvement_cannot_begin_tomorrow_or_twice(scene: Scene, now: datetime) -> None:
    john = scene.opened(scene.john())
    tomorrow = now + timedelta(days=1)
    sent = {
        **WORK,
        "started_on_day": str(tomorrow.day),
        "started_on_month": str(tomorrow.month),
        "started_on_year": str(tomorrow.year),
    }
    refuse(scene, url("record_involvement", john), sent, ["Start date must be today or in the past"])
    scene.involved(john)
    refuse(scene, url("record_involvement", john), WORK, ["Your involvement with this child is already recorded"])


def test_a_sensitive_service_is_on_nobody_else_s_page(scene: Scene) -> None:
    """R-INV-2."""
    john = scene.opened(scene.john())
    sent = {**WORK, **CONSENT, "service": "Drug counselling"}
    assert scene.client.post(url("record_sensitive_involvement", john), sent).status_code == 303
    own = scene.client.get(url("view_child", john)).content.decode()
    assert "Only you can see this" in own
    other = Client()
    tara = people.teacher()
    people.sign_in(other, tara)
    Scene(tara, other).opened(john)
    page = other.get(url("view_child", john)).content.decode()
    assert "Drug counselling" not in page
    assert "Pat Example" not in page


def test_a_colleague_s_involvement_is_recorded_and_ended_by_who_entered_it(scene: Scene) -> None:
    """S-19."""
    john = scene.opened(scene.john())
    assert scene.client.post(url("record_colleague_involvement", john), {**WORK, **COLLEAGUE}).status_code == 303
    page = scene.client.get(url("view_child", john)).content.decode()
    theirs = Involvement.objects.get(contact_name="Anna Berg")
    assert "Anna Berg" in page
    assert url("end_involvement", theirs.pk) in page
    assert "End the involvement of Anna Berg" in scene.client.get(url("end_involvement", theirs.pk)).content.decode()


def test_an_involvement_does_not_end_before_it_began(scene: Scene) -> None:
    mine = scene.involved(scene.john())
    sent = {"ended_on_day": "31", "ended_on_month": "8", "ended_on_year": "2025", "because": "x"}
    refuse(scene, url("end_involvement", mine), sent, ["Last day must be the same as or after the start date"])
    refuse(scene, url("end_involvement", mine), {}, ["Enter the last day", "Enter why it ended"])


def test_a_lead_is_named_among_those_recorded(scene: Scene) -> None:
    """R-INV-3."""
    john = scene.john()
    mine = scene.involved(john)
    where = url("name_lead", john)
    refuse(scene, where, {}, ["Select who is the lead professional", "Confirm that they have agreed to lead"])
    wrong = {"involvement": str(uuid4()), "agreed": "on"}
    refuse(scene, where, wrong, ["Select who is the lead professional from the list"])
    assert scene.client.post(where, {"involvement": str(mine), "agreed": "on"}).status_code == 303
    assert LeadProfessional.objects.get(child=john, until=None).involvement_id == mine
    assert "Pat Example, since" in scene.client.get(url("view_child", john)).content.decode()


def test_where_nobody_could_lead_that_is_said(scene: Scene) -> None:
    page = scene.client.get(url("name_lead", bare(scene))).content.decode()
    assert "No practitioner is recorded who could lead" in page


def test_an_assessment_is_flagged_by_its_date_and_holder(scene: Scene) -> None:
    """R-INV-3."""
    john = scene.opened(scene.john())
    where = url("flag_caf", john)
    refuse(scene, where, {}, ["Enter the date it was completed", "Enter who holds it"])
    sent = {"completed_on_day": "2", "completed_on_month": "1", "completed_on_year": "2026", "holder": "Mo Ali"}
    assert scene.client.post(where, sent).status_code == 303
    assert Caf.objects.get(child=john).stated_by == scene.who
    assert "Completed 2 January 2026, held by Mo Ali" in scene.client.get(url("view_child", john)).content.decode()


def test_acts_on_a_hidden_child_lead_back_to_its_page(scene: Scene) -> None:
    """R-SHIELD-1."""
    child = shielded(scene)
    caf = {"completed_on_day": "2", "completed_on_month": "1", "completed_on_year": "2026", "holder": "X"}
    for name, sent in (
        ("record_involvement", WORK),
        ("record_sensitive_involvement", {**WORK, **CONSENT}),
        ("record_colleague_involvement", {**WORK, **COLLEAGUE}),
        ("flag_caf", caf),
        ("name_lead", {}),
    ):
        answer = scene.client.post(url(name, child), sent)
        assert (answer.status_code, answer.headers["Location"]) == (303, url("view_child", child)), name
    assert not Involvement.objects.filter(stated_by=scene.who).exists()


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
    assert "Nothing waits for you here" in page
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
