"""A child is hidden by one person and another agrees; later both show it again. Without JavaScript (R-SHIELD-4)."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Practitioner
from registry.shields import is_shielded
from tests import people
from tests.browser import NARROW, WIDE, check_page, open_page
from tests.journeys.test_find_and_record import sign_in
from tests.registry import children

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def officer(forename: str) -> Practitioner:
    return people.person(forename, "shielding_officer", job_title="Shielding officer")


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).click()


def follow(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("link", name=words).click()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_one_hides_and_lifts_what_another_agrees_to(live_server: Any, browser: Browser) -> None:
    john, shona, simon = children.john(at=timezone.now()), officer("Shona"), officer("Simon")
    with (
        open_page(browser, width=WIDE, javascript=False) as hers,
        open_page(browser, width=NARROW, javascript=False) as his,
    ):
        # Given Shona finds John of her area
        sign_in(hers, shona, live_server.url)
        find(hers)
        # When a refuge asks, he is hidden at once
        hide(hers)
        assert is_shielded(john)
        assert heading(hers) == "Who else should be hidden?"
        follow(hers, "Go on without hiding others")
        assert hers.get_by_text("You asked for it: somebody else has to agree").is_visible()
        # Then Simon reads why, and agrees
        sign_in(his, simon, live_server.url)
        follow(his, "Hidden records to be confirmed by a second person")
        his.get_by_role("main").get_by_role("link").first.click()
        follow(his, "Answer as the second person")
        assert his.get_by_text("The father follows them").is_visible()
        his.get_by_label("Yes, it stays hidden").check()
        press(his, "Save your answer")
        assert his.get_by_text("You have agreed: the record stays hidden").is_visible()
        # And later he asks to show it again, which happens when Shona agrees
        follow(his, "Ask to show this record again")
        his.get_by_label("Why may this child be found again?").fill("The father has left the country")
        press(his, "Ask a second person")
        assert is_shielded(john)
        hers.reload()
        follow(hers, "Answer this request")
        assert hers.get_by_text("14 Fern Bank, Liverpool, L18 5TE").is_visible()
        hers.get_by_label("Yes, do it").check()
        press(hers, "Save your answer")
        assert heading(hers) == "This record was hidden"
        assert not is_shielded(john)


def find(page: Page) -> None:
    page.get_by_role("link", name="Shielding").first.click()
    follow(page, "Find a child to hide")
    page.get_by_label("First name").fill("Jon")
    page.get_by_label("Last name").fill("Smyth")
    page.get_by_label("Year").fill("2017")
    press(page, "Search")
    follow(page, "John Peter Smith")


def hide(page: Page) -> None:
    follow(page, "Hide this child’s record now")
    page.get_by_label("A refuge").check()
    page.get_by_label("Their name").fill("Women’s Refuge")
    page.get_by_label("How to reach them").fill("0151 496 0777")
    page.get_by_label("Why must this child not be found?").fill("The father follows them")
    page.get_by_label("What evidence did you see?").fill("None yet")
    press(page, "Hide this child’s record now")


def test_the_request_is_accessible_narrow_and_wide(live_server: Any, browser: Browser) -> None:
    """The page that has to be quick."""
    john, shona = children.john(at=timezone.now()), officer("Shona")
    with open_page(browser, width=NARROW) as page:
        sign_in(page, shona, live_server.url)
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{live_server.url}/shielding/children/{john}/hide")
            check_page(page)
