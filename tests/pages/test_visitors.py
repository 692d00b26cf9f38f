"""Does one visitor of a browser leave nothing to the next, who gets her window? (tests/browser.py)"""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import NARROW, WIDE, console, open_page

pytestmark = pytest.mark.browser


def cookies(page: Page) -> set[str]:
    return {cookie["name"] for cookie in page.context.cookies()}


def test_nothing_of_a_visitor_is_left_to_the_next(browser: Browser, site: str) -> None:
    with open_page(browser, width=WIDE) as page:
        page.goto(site + "/empty")
        page.evaluate("document.cookie = 'sessionid=pat'; localStorage.kept = sessionStorage.kept = 'John'")
        page.evaluate("console.log('left behind'); setInterval(() => console.log('still there'), 10)")
        page.context.new_page()
    with open_page(browser, width=NARROW) as following:
        following.goto(site + "/empty")
        following.wait_for_timeout(100)
        assert following is page
        assert following.context.pages == [following]
        assert "sessionid" not in cookies(following)
        assert following.evaluate("[localStorage.length, sessionStorage.length, innerWidth]") == [0, 0, NARROW]
        assert console[following] == []


def test_two_visitors_at_once_have_a_window_each(browser: Browser, site: str) -> None:
    with open_page(browser) as one, open_page(browser) as other:
        one.goto(site + "/empty")
        one.evaluate("document.cookie = 'sessionid=pat'")
        other.goto(site + "/empty")
        assert ("sessionid" in cookies(one), "sessionid" in cookies(other)) == (True, False)


def test_a_window_that_was_changed_goes_to_nobody(browser: Browser, site: str) -> None:
    with open_page(browser, alone=True) as changed:
        changed.emulate_media(media="print")
    with open_page(browser) as following:
        assert following is not changed
        assert changed.is_closed()


def open_and_fail(browser: Browser, seen: list[Page]) -> None:
    with open_page(browser) as page:
        seen.append(page)
        raise LookupError


def test_nor_does_a_window_in_which_a_test_failed(browser: Browser) -> None:
    seen: list[Page] = []
    with pytest.raises(LookupError):
        open_and_fail(browser, seen)
    assert seen[0].is_closed()
