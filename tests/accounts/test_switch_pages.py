"""The pages of the switches as a browser shows them, and what the others then see (R-USER-6)."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.switches import close
from tests import people
from tests.accounts.test_pages import fill, look
from tests.browser import WIDTHS, open_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", WIDTHS)
def test_one_closes_another_opens_and_the_rest_are_told(live_server: Any, browser: Browser, width: int) -> None:
    opal, oscar, pat = people.operator(), people.operator(), people.social_worker()
    close(people.manchester(), because="A laptop was stolen", by=oscar, at=timezone.now())
    with open_page(browser, width=width) as page:
        page.goto(f"{live_server.url}/switches")
        fill(page, opal)
        page.get_by_label("Code", exact=True).fill(people.code(opal))
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{live_server.url}/switches")
        page.get_by_role("button", name="Close now").click()
        look(page, "switches-wrong")
        page.get_by_label("What to close").select_option("The whole registry")
        page.get_by_label("Why").fill("The password list of a hospital was found in a train")
        page.get_by_label("I know that every one").check()
        page.get_by_role("button", name="Close now").click()
        look(page, "switches")
        page.get_by_role("link", name="Open it again").click()
        look(page, "reopen")
        page.get_by_label("Why it can be opened again").fill("It was found")
        page.get_by_role("button", name="Open again").click()
        assert page.get_by_text("Open again: Manchester").is_visible()
    with open_page(browser, width=width) as page:
        page.goto(f"{live_server.url}/sign-in")
        fill(page, pat)
        page.get_by_label("Code", exact=True).fill(people.code(pat))
        page.get_by_role("button", name="Sign in").click()
        assert page.get_by_text("ContactPoint is closed to everybody at the moment").is_visible()
        look(page, "closed")
