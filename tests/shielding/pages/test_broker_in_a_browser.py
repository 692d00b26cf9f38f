"""The pages of a brokered request in a browser: accessible, narrow and wide, quiet (ux.md 6)."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.browser import NARROW, WIDE, check_page, open_page, shoot
from tests.shielding.pages.broker_states import STATES, browser_of, cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")
SAMPLE = ("ask", "check and ask")
RARE = [name for name in STATES if name not in SAMPLE]
FORMS = ("ask", "check", "check and ask", "turn away", "record answer", "answer", "withdraw", "withdraw own")


def enter(page: Page, client: Client, address: str) -> None:
    """With the session of somebody who is signed in."""
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def look(name: str, live_server: Any, browser: Browser, *, mistakes: bool = False) -> None:
    them = cast()
    who, way = STATES[name]
    client, where = browser_of(getattr(them, who)), way(them)
    for width in (NARROW, WIDE):
        with open_page(browser, width=width) as page:
            enter(page, client, live_server.url)
            answer = page.goto(live_server.url + where)
            assert answer is not None
            assert answer.status == 200
            if mistakes:
                send_nothing(page)
            check_page(page)
            if PICTURES:
                wrong = "-wrong" if mistakes else ""
                shoot(page, Path(PICTURES) / f"{name.replace(' ', '-')}{wrong}-{width}.png")


def send_nothing(page: Page) -> None:
    """The error summary has the focus."""
    chosen = page.locator("main input[type=checkbox]:checked")
    while chosen.count():
        chosen.first.uncheck(force=True)
    page.locator("main form").first.locator("button[type=submit]").click()
    page.locator(".govuk-error-summary").wait_for()
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")


@pytest.mark.parametrize("name", SAMPLE)
def test_a_page_of_a_request_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser)


@pytest.mark.long
@pytest.mark.parametrize("name", RARE)
def test_every_page_of_a_request_in_every_state_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser)


@pytest.mark.long
@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_request_with_mistakes_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser, mistakes=True)
