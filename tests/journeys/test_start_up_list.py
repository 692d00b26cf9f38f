"""An area asks its partners whom to hide, and two people sign the list. Without JavaScript.

R-SHIELD-9, R-SHIELD-10.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from registry.starting_up import is_signed
from tests.browser import NARROW, WIDE, open_page
from tests.journeys.test_find_and_record import sign_in
from tests.journeys.test_shield import follow, heading, press
from tests.registry import children
from tests.shielding import start_up

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()


def test_partners_are_asked_a_child_is_expected_and_two_sign(live_server: Any, browser: Browser) -> None:
    children.surroundings()
    shona, dina = start_up.officer(), start_up.director()
    with (
        open_page(browser, width=NARROW, javascript=False) as hers,
        open_page(browser, width=WIDE, javascript=False) as directors,
    ):
        # Given an area that has asked nobody yet
        sign_in(hers, shona, live_server.url)
        follow(hers, "Start-up list: still missing")
        assert hers.get_by_text("Nobody is asked yet.").is_visible()
        # When the refuge names a child without a record, and the police nobody
        ask(hers, "Refuges", "Leeds Refuge")
        reply(hers, names=1)
        expect(hers)
        assert hers.get_by_role("link", name="Grace Whitfield").is_visible()
        follow_back(hers)
        ask(hers, "Police", "West Yorkshire Police")
        reply(hers, names=0)
        assert hers.get_by_text("Nil return", exact=True).is_visible()
        follow_back(hers)
        # Then the list says what is missing, and is signed with a reason for each
        assert heading(hers) == "Start-up list of Leeds"
        follow(hers, "Sign as the lead officer")
        for sort in ("social care", "adoption", "health"):
            hers.get_by_label(f"No partner is asked: {sort}").fill("They answer with the refuge")
        press(hers, "Sign this list")
        assert hers.get_by_text("You have signed. It waits for the director").is_visible()
        assert not is_signed(start_up.leeds())
        # And the director reads how many and why, and no name, and signs
        sign_in(directors, dina, live_server.url)
        follow(directors, "Start-up list to sign")
        assert directors.get_by_text("They answer with the refuge").count() == 3
        assert directors.get_by_text("Whitfield").count() == 0
        directors.get_by_label("I have read what is missing, and sign this list").check()
        press(directors, "Sign this list")
        assert directors.get_by_text("The start-up list is signed").is_visible()
        assert is_signed(start_up.leeds())


def ask(page: Page, sort: str, body: str) -> None:
    follow(page, "Add a partner")
    page.get_by_label(sort).check()
    page.get_by_label("Name of the body").fill(body)
    page.get_by_label("Name of the contact").fill("Ruth Dale")
    page.get_by_label("Telephone number").fill("0113 496 0123")
    fill_day(page, "Asked on", TODAY)
    fill_day(page, "Reply due on", TODAY + timedelta(days=7))
    press(page, "Add this partner")


def reply(page: Page, *, names: int) -> None:
    follow(page, "Record a reply")
    page.get_by_label("They gave names" if names else "A nil return").check()
    if names:
        page.get_by_label("How many children, altogether?").fill(str(names))
    page.get_by_label("Who replied?").fill("Ruth Dale")
    fill_day(page, "On which day?", TODAY)
    press(page, "Keep this reply")


def expect(page: Page) -> None:
    follow(page, "Enter a child")
    page.get_by_label("First name").fill("Grace")
    page.get_by_label("Last name").fill("Whitfield")
    page.get_by_label("Year").fill("2019")
    press(page, "Search")
    follow(page, "Enter the child as expected")
    page.get_by_label("First name", exact=True).fill("Grace")
    page.get_by_label("Last name", exact=True).fill("Whitfield")
    fill_day(page, "Date of birth", date(2019, 3, 14))
    press(page, "Enter this child")


def fill_day(page: Page, label: str, day: date) -> None:
    boxes = page.get_by_role("group", name=label)
    for box, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(box).fill(str(value))


def follow_back(page: Page) -> None:
    page.get_by_role("link", name="Back", exact=True).click()
