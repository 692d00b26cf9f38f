"""Olga opens a record under override, Shona looks into it: two browsers without JavaScript (R-SHIELD-5, SEC-7)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Practitioner
from contactpoint.jobs import queue
from shielding.models import Investigation
from tests import people
from tests.browser import open_page
from tests.journeys.test_find_and_record import sign_in
from tests.registry import children
from tests.shielding.overriding import WHY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BRIEF = "You need to speak to your ContactPoint team about this child"
WHOLE = "Who is working with John Peter Smith"
BOTH = "Open this record under override"


@pytest.fixture
def hidden(transactional_db: None) -> UUID:
    john = children.john(at=timezone.now())
    children.shield(john, at=timezone.now())
    return john


@pytest.fixture
def olga(transactional_db: None) -> Practitioner:
    return people.override_holder()


@pytest.fixture
def shona(transactional_db: None) -> Practitioner:
    return people.person("Shona", "shielding_officer", job_title="Shielding officer")


@pytest.fixture
def pages(browser: Browser) -> Iterator[tuple[Page, Page]]:
    """Olga's browser, and Shona's."""
    with open_page(browser, javascript=False) as hers, open_page(browser, javascript=False) as officers:
        yield hers, officers


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).click()


def find_john(page: Page, address: str) -> None:
    page.goto(f"{address}/search")
    page.get_by_label("First name").fill("John")
    page.get_by_label("Last name").fill("Smith")
    page.get_by_label("Year").fill("2017")
    press(page, "Search")
    page.get_by_label("I have a safeguarding concern").check()
    press(page, "Open record")


def open_under_override(page: Page, who: Practitioner) -> None:
    follow(page, "Open under override")
    assert heading(page) == BOTH
    assert page.get_by_text("An investigation starts straight away and your manager is told.").is_visible()
    follow(page, "Continue")
    if page.get_by_label("Code", exact=True).is_visible():
        page.get_by_label("Code", exact=True).fill(people.code(who))
        press(page, "Continue")
    page.get_by_label("Why do you need to see this record now?").fill(WHY)
    press(page, "Open record")
    assert heading(page) == WHOLE
    assert page.get_by_text("Opened under override at").is_visible()
    assert page.get_by_text("Fern Bank").first.is_visible()


def letter_to(who: Practitioner, mailoutbox: list[Any]) -> Any:
    """The one that has gone to this person by now."""
    queue.run_due(at=timezone.now())
    [letter] = [sent for sent in mailoutbox if sent.to == [who.email]]
    return letter


def close(page: Page) -> None:
    """Nothing brings it back: not "Back", not its address in another tab."""
    record = page.url
    press(page, "Close record")
    assert page.get_by_text("The record is closed").is_visible()
    page.go_back()
    assert page.get_by_text("Fern Bank").count() == 0
    tab = page.context.new_page()
    tab.goto(record)
    assert heading(tab) == BRIEF
    tab.close()


def open_notice(page: Page, address: str) -> str:
    """The newest; the heading of the page that it leads to."""
    page.goto(f"{address}/notices")
    page.get_by_role("main").get_by_role("button", name="Open").first.click()
    return heading(page)


def decide(page: Page, what: str, words: str) -> None:
    page.get_by_label(what).check()
    page.get_by_label("What you found, and why you decide this").fill(words)
    press(page, "Record this")


def test_a_record_is_opened_closed_and_looked_into(
    live_server: Any,
    pages: tuple[Page, Page],
    hidden: UUID,
    olga: Practitioner,
    shona: Practitioner,
    mailoutbox: list[Any],
) -> None:
    hers, officers = pages
    # Given Olga has found John, and sees no more than anybody
    sign_in(hers, olga, live_server.url)
    find_john(hers, live_server.url)
    assert heading(hers) == BRIEF
    # When she opens the record under override, and closes it
    open_under_override(hers, olga)
    close(hers)
    # Then Shona has an e-mail that says nothing but a reference, and reads in the service who it was and why
    reference = str(Investigation.objects.get().reference)
    assert reference in letter_to(shona, mailoutbox).subject
    sign_in(officers, shona, live_server.url)
    assert open_notice(officers, live_server.url) == f"Override {reference}"
    for said in ("Olga Example, Police officer, Liverpool", WHY, "closed the record"):
        assert officers.get_by_text(said).first.is_visible()
    # And asks Olga, who explains it
    decide(officers, "Ask the person to explain it", "Which case is it?")
    assert open_notice(hers, live_server.url) == "Explain an override"
    hers.get_by_label("Why did you need to see the record?").fill("Case 12 of tonight")
    press(hers, "Send")
    # And closes it
    officers.reload()
    assert officers.get_by_text("Case 12 of tonight").is_visible()
    decide(officers, "It was justified: close it", "The duty inspector confirms it")
    assert officers.get_by_text("Justified", exact=True).is_visible()
