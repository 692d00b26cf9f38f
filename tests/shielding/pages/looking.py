"""How does a test look at a page of somebody who is signed in: narrow and wide, with axe, and with mistakes?"""

import os
from pathlib import Path

from django.test import Client
from playwright.sync_api import Browser, Page

from tests.browser import NARROW, WIDE, check_page, open_page, shoot

PICTURES = os.environ.get("PICTURES")


def look_at(where: str, client: Client, browser: Browser, address: str, *, name: str, mistakes: bool = False) -> None:
    """`mistakes`: its form is sent with nothing in it. A picture goes to the folder PICTURES, by its name."""
    for width in (NARROW, WIDE):
        with open_page(browser, width=width) as page:
            enter(page, client, address)
            answer = page.goto(address + where)
            assert answer is not None
            assert answer.status == 200
            if mistakes:
                send_nothing(page)
            check_page(page)
            if PICTURES:
                wrong = "-wrong" if mistakes else ""
                shoot(page, Path(PICTURES) / f"{name.replace(' ', '-')}{wrong}-{width}.png")


def enter(page: Page, client: Client, address: str) -> None:
    """With the session of somebody who is signed in."""
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def send_nothing(page: Page) -> None:
    """The error summary has the focus."""
    chosen = page.locator("main input[type=checkbox]:checked")
    while chosen.count():
        chosen.first.uncheck(force=True)
    page.locator("main form").first.locator("button[type=submit]").click()
    page.locator(".govuk-error-summary").wait_for()
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
