"""The pages on which the framework is changed: refused to others, accessible, and nothing typed is lost (R-LARA-1)."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from contactpoint.pages.dates import day_in_words
from readiness.editing import drafts
from readiness.in_force import FIRST, framework
from readiness.models import FrameworkVersion
from tests import people
from tests.browser import NARROW, WIDTHS, check_page, open_page, shoot
from tests.readiness.returns import NOW, accepted, lead, national
from tests.readiness.test_return_pages import signed_in
from tests.readiness.versions import GOV1, STARTS, ask, gate, mark, proposed, published, reworded
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("PICTURES")
RA1 = {"due_day": "31", "due_month": "3", "due_year": "2008", "overall": "25", "theme_governance": "50"}
GOV1_SENT = {
    **{name: str(getattr(GOV1, name)) for name in ("text", "guidance", "evidence", "weight", "first_check", "asks")},
    **{f"level_{level}": words for level, words in enumerate(GOV1.levels)},
}
PARTS = [
    ("framework_draft", ()),
    ("framework_moves", ()),
    ("propose_framework", ()),
    ("publish_framework", ()),
    ("add_framework_question", ()),
    ("add_theme", ()),
    ("change_check", (1,)),
    ("change_framework_question", ("GOV1",)),
    ("change_theme", ("audit",)),
]
BUTTONS = ("begin_framework", "discard_framework", "take_back_framework")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def drafting() -> Client:
    """Somebody of the national team, with a draft."""
    nat = national("Nat", at=NOW)
    drafts.begin(by=nat, at=NOW)
    return signed_in(nat)


def first_question() -> Any:
    return FrameworkVersion.objects.get().framework.by_code["GOV1"]


def test_an_area_reads_every_published_version_and_no_draft() -> None:
    """R-LARA-1: areas know what comes before it counts."""
    published(ask(reworded()))
    drafting()
    client = signed_in(lead(at=NOW))
    versions = text(client.get(reverse("framework_versions")))
    assert f"in force from {day_in_words(STARTS)} on" in versions
    assert "Version 3" not in versions
    assert "Different from the version before: 1 part." in versions
    second = text(client.get(reverse("view_framework_version", args=[2])))
    assert "Level 4 reads “The board itself leads it.” instead of" in second
    assert "Version 1, in force since 1 February 2008" in text(client.get(reverse("view_framework_version", args=[1])))
    assert client.get(reverse("view_framework_version", args=[3])).status_code == 404
    assert "The board itself leads it." not in text(client.get(reverse("readiness_framework")))


@pytest.mark.parametrize(("name", "parts"), PARTS)
def test_no_page_of_the_draft_is_for_an_area(name: str, parts: tuple[Any, ...]) -> None:
    """R-LARA-1: and where no draft is, the national team finds none."""
    where = reverse(name, args=parts)
    assert signed_in(national("Nat", at=NOW)).get(where).status_code == 404
    national_team = drafting()
    assert national_team.get(where).status_code == 200
    assert signed_in(lead(at=NOW)).get(where).status_code == 403
    assert signed_in(lead(at=NOW)).post(where, {}).status_code in (403, 405)  # 405: it is only read
    assert signed_in(people.social_worker()).get(where).status_code == 403


@pytest.mark.parametrize("name", BUTTONS)
def test_no_button_of_the_draft_is_for_an_area(name: str) -> None:
    drafting()
    assert signed_in(lead(at=NOW)).post(reverse(name)).status_code == 403
    assert FrameworkVersion.objects.get().state == "draft"


def test_what_could_not_be_used_is_said_on_the_form_and_stays_in_it() -> None:
    """R-LARA-1."""
    client, where = drafting(), reverse("change_check", args=[1])
    late = client.post(where, {**RA1, "due_month": "12", "overall": "33", "seen": mark(1)})
    assert late.status_code == 422
    assert "RA2 must be due after RA1" in text(late)
    assert 'value="33"' in text(late)
    high = client.post(where, {**RA1, "overall": "101"})
    assert "The threshold of The whole must be 100 or less" in text(high)
    assert client.post(where, {**RA1, "overall": "33", "seen": mark(1)}).status_code == 303
    assert FrameworkVersion.objects.get().framework.checks[0].overall == 33


def test_a_question_sent_as_it_is_changes_nothing() -> None:
    client, where = drafting(), reverse("change_framework_question", args=["GOV1"])
    assert client.post(where, GOV1_SENT).status_code == 303
    assert first_question() == GOV1
    client.post(where, {**GOV1_SENT, "weight": "7", "asks": "authorities", "seen": mark("GOV1")})
    assert first_question() == replace(GOV1, weight=7, asks="authorities")
    missing = client.post(where, {**GOV1_SENT, "level_3": ""})
    assert (missing.status_code, "Enter what level 3 says" in text(missing)) == (422, True)


def test_a_question_is_withdrawn_and_asked_again() -> None:
    client, where = drafting(), reverse("change_framework_question", args=["GOV1"])
    after = text(client.post(where, {"withdraw": "yes", "seen": mark("GOV1")}, follow=True))
    assert "Not asked any more." in after
    assert "Ask it again" in text(client.get(where))
    assert "Nothing yet." not in after
    client.post(where, {**GOV1_SENT, "seen": mark("GOV1")})
    assert first_question() == GOV1


def test_a_theme_and_a_question_of_it_are_added() -> None:
    client = drafting()
    client.post(reverse("add_theme"), {"title": "Money"})
    page = text(client.get(reverse("change_theme", args=["money"])))
    assert "Remove the theme" in page
    added = client.post(reverse("add_framework_question"), {**GOV1_SENT, "theme": "money"}, follow=True)
    assert "MON1" in text(added)
    assert "New, in Money." in text(added)
    assert "Remove the theme" not in text(client.get(reverse("change_theme", args=["money"])))
    refused = client.post(
        reverse("change_theme", args=["money"]), {"remove": "yes", "seen": mark("money")}, follow=True
    )
    assert "Nothing was changed. MON1: there is no theme money" in text(refused)


def test_the_second_person_finds_it_under_my_work_and_publishes_it_on_its_page() -> None:
    """R-LARA-1: one proposes and another publishes."""
    one = proposed()
    proposer, nina = signed_in(one.proposed_by), signed_in(national("Nina", at=NOW))
    assert "Versions of the assessment to publish" in text(nina.get(reverse("home")))
    assert "Versions of the assessment to publish" not in text(proposer.get(reverse("home")))
    assert "Read and publish" not in text(proposer.get(reverse("framework_draft")))
    seen = {"seen": one.proposed_at.isoformat() if one.proposed_at else ""}
    where = reverse("publish_framework")
    refused = proposer.post(where, seen)
    assert (refused.status_code, "another person publishes it" in text(refused)) == (422, True)
    done = nina.post(where, seen, follow=True)
    assert f"It is asked from {day_in_words(STARTS)} on" in text(done)


def test_the_draft_is_taken_back_and_discarded() -> None:
    one = proposed()
    client = signed_in(one.proposed_by)
    assert "take it back before you change it" in text(client.post(reverse("discard_framework"), follow=True))
    client.post(reverse("take_back_framework"))
    assert "The draft is discarded" in text(client.post(reverse("discard_framework"), follow=True))
    assert not FrameworkVersion.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_two_people_change_a_threshold_without_javascript(browser: Browser, live_server: Any) -> None:
    """R-LARA-1."""
    nat, nina = national("Nat", at=NOW), national("Nina", at=NOW)
    accepted(at=NOW, level=3)
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, Scene(nat, signed_in(nat)), live_server.url)
        page.goto(live_server.url + reverse("framework_versions"))
        page.get_by_role("button", name="Begin a new version").click()
        page.get_by_role("link", name="RA6: Ready to shield").click()
        page.get_by_label("The whole").fill("80")
        page.get_by_role("button", name="Save the check").click()
        page.get_by_text("Needs 80% of the whole instead of 50%.").wait_for()
        propose(page)
        enter(page, Scene(nina, signed_in(nina)), live_server.url)
        page.goto(live_server.url + reverse("framework_draft"))
        page.get_by_role("link", name="Read and publish").click()
        page.get_by_text("Would not reach shielding any more").wait_for()
        page.get_by_role("button", name="Publish").click()
        page.get_by_text("Version 2 is published").wait_for()
    assert framework(2).checks[5].overall == 80


def propose(page: Page) -> None:
    page.get_by_role("link", name="Propose").click()
    page.get_by_label("From when on is it asked?").select_option(day_in_words(STARTS))
    page.get_by_label("What has changed?").fill("Shielding needs more.")
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("Another person publishes it").first.wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_versions_is_accessible(width: int, browser: Browser, live_server: Any) -> None:
    nat = national("Nat", at=NOW)
    accepted(at=NOW, level=3)
    published(ask(reworded()))
    drafts.begin(by=nat, at=NOW)
    now = framework(FIRST)
    drafts.change_check(6, gate(6, of=now, overall=80), seen=mark(6), by=nat, at=NOW)
    drafts.withdraw_question("GOV2", seen=mark("GOV2"), by=nat, at=NOW)
    pages = [reverse("framework_versions"), reverse("view_framework_version", args=[2])]
    pages += [reverse(name, args=parts) for name, parts in PARTS]
    pages += [reverse("change_framework_question", args=["GOV2"])]
    with open_page(browser, width=width) as page:
        enter(page, Scene(nat, signed_in(nat)), live_server.url)
        for number, where in enumerate(pages):
            page.goto(live_server.url + where)
            check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"framework-{number}-{width}.png")
