"""The pages on which a mistake is reported, followed and corrected (R-REC-6, ux.md c7)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.models import Practitioner
from contactpoint.pages.dates import day_in_words
from registry.assertion import but
from registry.models import Child, Dispute, Item
from tests import people
from tests.browser import NARROW, WIDTHS, check_page, open_page
from tests.registry import children
from tests.registry.disputes import field, reported, says
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db
ANSWERS = {"should": "14 March 2017", "how": "Her certificate", "said_by": "parent", "phone": "07700 900124"}
RIGHT = {"born_day": "14", "born_month": "3", "born_year": "2017", "because": "Thank you"}


def signed_in_as(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_each_value_of_a_record_has_a_link_that_says_which_value(scene: Scene, now: datetime) -> None:
    john = scene.opened(scene.john())
    page = text(scene.client.get(reverse("view_child", args=[john])))
    for about in ("School", "GP practice", "Date of birth", "Gender", "Ann Smith", "Address", "Name", "Former name"):
        assert f'This is wrong<span class="govuk-visually-hidden"> – {about}</span>' in page, about
    assert "14 Fern Bank" not in "".join(part.partition('"')[0] for part in page.split('href="'))


def test_reported_followed_and_corrected(scene: Scene, dora: Practitioner, now: datetime) -> None:
    john = scene.opened(scene.john())
    where = reverse("report_mistake", args=[john, field(john, Item.BIRTH_DATE, by=scene.who, at=now).code])
    page = text(scene.client.get(where))
    assert "4 March 2017" in page
    wrong = scene.client.post(where, {})
    assert wrong.status_code == 422
    for words in ("Enter what it should say", "Enter how you know", "Select who says that it is wrong"):
        assert words in text(wrong)
    assert scene.client.post(where, ANSWERS).status_code == 303
    record = text(scene.client.get(reverse("view_child", args=[john])))
    assert f"Reported as wrong on {day_in_words(timezone.localdate())}" in record
    assert "Waits for the authority" in text(scene.client.get(reverse("my_reports")))
    officer, dispute = signed_in_as(dora), Dispute.objects.get().pk
    assert "1 mistake to look at" in text(officer.get("/"))
    listed = text(officer.get(reverse("disputes")))
    assert ("Date of birth" in listed, "John" in listed, scene.who.name in listed) == (True, False, True)
    case = text(officer.get(reverse("view_dispute", args=[dispute])))
    for words in ("14 March 2017", "Her certificate", "07700 900124", "a parent or carer", "School records"):
        assert words in case.replace("\N{NO-BREAK SPACE}", " "), words
    fix = reverse("correct_value", args=[dispute])
    assert "Enter the date of birth" in text(officer.post(fix, {}))
    assert officer.post(fix, RIGHT).status_code == 303
    assert "No reported mistakes" in text(officer.get("/"))
    assert officer.get(fix).status_code == 404
    mine = text(scene.client.get(reverse("my_reports")))
    assert ("Corrected" in mine, "Thank you" in mine, "John" in mine) == (True, True, False)
    record = text(scene.client.get(reverse("view_child", args=[john])))
    assert "14 March 2017" in record
    assert "Corrected by the local authority" in record
    assert "Reported as wrong" not in record


def test_of_a_record_of_which_little_is_shown_that_little_can_be_reported(scene: Scene, now: datetime) -> None:
    john = scene.opened(scene.john())
    children.shield(john, at=now)
    page = text(scene.client.get(reverse("view_child", args=[john])))
    assert page.count("This is wrong") == 4  # name, day of birth, gender, one carer
    where = reverse("report_mistake", args=[john, field(john, Item.CARERS, by=scene.who, at=now).code])
    assert scene.client.post(where, ANSWERS).status_code == 303
    assert "Reported as wrong" in text(scene.client.get(reverse("view_child", args=[john])))


def test_without_a_reason_of_today_the_reason_is_asked_first(scene: Scene) -> None:
    john = scene.john()
    answer = scene.client.get(reverse("report_mistake", args=[john, "0" * 32]))
    assert answer.headers["Location"] == reverse("state_reason", args=[john])


def test_what_is_not_this_officer_s_reads_as_what_is_not_there(scene: Scene, dora: Practitioner, now: datetime) -> None:
    john = scene.opened(scene.john())
    dispute = reported(john, Item.GENDER, by=scene.who, at=now)
    milo = signed_in_as(people.person("Milo", "data_officer", where=people.manchester()))
    officer, other = signed_in_as(dora), reported(scene.opened(scene.john()), Item.GENDER, by=scene.who, at=now)
    children.shield(Dispute.objects.get(pk=other).child_id, at=now)
    names = ("view_dispute", "correct_value", "refuse_correction", "put_value_right", "believe_sources")
    missing = text(officer.get(reverse("view_dispute", args=[uuid4()])))
    for name in names:
        assert milo.get(reverse(name, args=[dispute])).status_code == 404, name
        assert milo.post(reverse(name, args=[dispute]), {"because": "No"}).status_code in (404, 405), name
        assert officer.get(reverse(name, args=[other])).status_code == 404, name
        assert officer.post(reverse(name, args=[other]), {"because": "No"}).status_code in (404, 405), name
        assert scene.client.get(reverse(name, args=[dispute])).status_code == 403, name
    assert set(Dispute.objects.values_list("decision", flat=True)) == {""}
    hidden = text(officer.get(reverse("view_dispute", args=[other])))
    assert main(hidden) == main(missing)
    assert "1 mistake to look at" in text(officer.get("/"))


def test_an_officer_reports_what_a_parent_says_on_the_telephone(scene: Scene, dora: Practitioner) -> None:
    john, officer = scene.john(), signed_in_as(dora)
    start = reverse("report_for_others")
    for typed in ("12", "123 456 7890"):
        assert "there is no record of your authority" in text(officer.post(start, {"number": typed}))
    number = Child.objects.get(pk=john).number
    choose = officer.post(start, {"number": number}).headers["Location"]
    page = text(officer.get(choose))
    assert "14 Fern Bank" in page
    code = next(one for one in page.split('href="') if "– Ann Smith" in one).partition('"')[0]
    assert "Ann Smith" in text(officer.get(code))
    assert officer.post(code, ANSWERS).headers["Location"] == reverse("disputes")
    own = Dispute.objects.get().pk
    assert "Another officer of your authority decides it" in text(officer.get(reverse("view_dispute", args=[own])))
    back = officer.post(reverse("correct_value", args=[own]), {"removed": "on"})
    assert back.headers["Location"] == reverse("view_dispute", args=[own])
    assert Dispute.objects.get().decision == ""


def test_each_item_has_its_form_and_its_mistakes_read_as_sentences(scene: Scene, dora: Practitioner) -> None:
    john, officer, now = scene.opened(scene.john()), signed_in_as(dora), timezone.now()
    for item, wrong, words, right in (
        (Item.NAMES, {}, "Enter a first name or last name", {"forename": "Jon", "surname": "Smith"}),
        (Item.GENDER, {}, "Select the gender", {"gender": "female"}),
        (Item.ADDRESSES, {}, "Enter an address or a postcode", {"lines": "1 Oak Road", "postcode": "L18 2AB"}),
        (Item.CARERS, {}, "Enter the name", {"name": "Anne Smith", "phone": "07700 900125"}),
        (
            Item.SETTING,
            {"statement": "at_setting", "urn": "9"},
            "Enter the URN of a school",
            {"statement": "otherwise"},
        ),
        (Item.PRACTICE, {"ods_code": "X1"}, "Enter the code of a practice", {"ods_code": "z99991"}),
    ):
        where = reverse("correct_value", args=[reported(john, item, by=scene.who, at=now)])
        refused = officer.post(where, wrong)
        assert (refused.status_code, words in text(refused)) == (422, True), item
        assert officer.post(where, right).status_code == 303, item
    assert Dispute.objects.filter(decision="corrected").count() == 6


def test_what_is_put_right_where_it_was_entered_leads_back_to_the_case(scene: Scene, dora: Practitioner) -> None:
    john, officer, now = scene.opened(scene.john()), signed_in_as(dora), timezone.now()
    case = reported(john, Item.GENDER, by=scene.who, at=now)
    Dispute.objects.filter(pk=case).update(item=Item.SERVICES)
    for answer in (
        officer.get(reverse("correct_value", args=[case])),
        officer.post(reverse("correct_value", args=[case])),
    ):
        assert answer.headers["Location"] == reverse("view_dispute", args=[case])


def every_page(pat: Practitioner, dora: Practitioner) -> dict[Practitioner, list[str]]:
    at, john = timezone.now(), children.john(at=timezone.now())
    done, waiting = reported(john, Item.BIRTH_DATE, by=pat, at=at), reported(john, Item.ADDRESSES, by=pat, at=at)
    dan = people.person("Dan", "data_officer")
    client = signed_in_as(dan)
    client.post(reverse("correct_value", args=[done]), RIGHT)
    kate = children.john(at=at)
    other = reported(kate, Item.SERVICES, by=pat, at=at)
    says(john, but(children.JOHN, date_of_birth=date(2015, 3, 4)), at=at, key="x")
    objection = Dispute.objects.get(reported_by=None).pk
    names = ("view_dispute", "correct_value", "refuse_correction")
    code_of_john = field(john, Item.GENDER, by=pat, at=at).code
    return {
        pat: [
            "/",
            reverse("view_child", args=[john]),
            reverse("my_reports"),
            reverse("report_mistake", args=[john, code_of_john]),
        ],
        dora: [
            "/",
            reverse("disputes"),
            reverse("view_dispute", args=[done]),
            *(reverse(name, args=[waiting]) for name in names),
            reverse("view_dispute", args=[other]),
            reverse("put_value_right", args=[other]),
            *(reverse(name, args=[objection]) for name in (*names, "believe_sources")),
            reverse("report_for_others"),
            reverse("choose_mistake", args=[kate]),
            reverse("report_mistake_for", args=[john, code_of_john]),
        ],
    }


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_mistake_is_accessible(
    width: int, browser: Browser, live_server: Any, pat: Practitioner, dora: Practitioner
) -> None:
    with open_page(browser, width=width) as page:
        for person, pages in every_page(pat, dora).items():
            page.context.clear_cookies()
            enter(page, Scene(person, signed_in_as(person)), live_server.url)
            for where in pages:
                answer = page.goto(live_server.url + where)
                assert answer is not None
                assert answer.status == 200, where
                check_page(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_from_the_record_to_the_correction_without_javascript(
    browser: Browser, live_server: Any, pat: Practitioner, dora: Practitioner
) -> None:
    john: UUID = children.john(at=timezone.now())
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, Scene(pat, signed_in_as(pat)), live_server.url)
        Scene(pat, Client()).opened(john)
        page.goto(live_server.url + reverse("view_child", args=[john]))
        page.get_by_role("link", name="This is wrong – Date of birth").click()
        page.get_by_label("What should it say?").fill("14 March 2017")
        page.get_by_label("How do you know?").fill("His passport")
        page.get_by_role("button", name="Report this mistake").click()
        page.get_by_role("link", name="Select who says that it is wrong").wait_for()
        page.get_by_label("I do").check()
        page.get_by_role("button", name="Report this mistake").click()
        page.get_by_text("Reported as wrong on").wait_for()
        page.context.clear_cookies()
        enter(page, Scene(dora, signed_in_as(dora)), live_server.url)
        page.goto(live_server.url + reverse("home"))
        page.get_by_role("link", name="1 mistake to look at").click()
        page.get_by_role("link", name="Date of birth").click()
        page.get_by_role("link", name="Correct the record").click()
        page.get_by_label("Day").fill("14")
        page.get_by_role("button", name="Correct the record").click()
        page.get_by_text("The record is corrected").wait_for()
        page.context.clear_cookies()
        enter(page, Scene(pat, signed_in_as(pat)), live_server.url)
        page.goto(live_server.url + reverse("home"))
        page.get_by_role("link", name="1 new notice").click()
        page.get_by_text("A mistake that you reported has its answer").wait_for()
        page.goto(live_server.url + reverse("my_reports"))
        page.get_by_text("Corrected").wait_for()
    assert str(Child.objects.get(pk=john).date_of_birth) == "2017-03-14"
