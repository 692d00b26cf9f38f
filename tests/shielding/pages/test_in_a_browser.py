"""The pages about shields in a browser: accessible, narrow and wide, quiet (ux.md 6, goals 5 and 14)."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests import people
from tests.browser import NARROW, WIDE, check_page, open_page, shoot
from tests.registry import children
from tests.shielding.pages.states import STATES, Team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")
SAMPLE = ("unconfirmed", "confirm")
RARE = [name for name in STATES if name not in SAMPLE]


def look(name: str, live_server: Any, browser: Browser) -> None:
    children.surroundings()
    team = Team(people.person("Shona", "shielding_officer", job_title="Shielding officer"), Client())
    people.sign_in(team.client, team.who)
    where = STATES[name](team)
    for width in (NARROW, WIDE):
        with open_page(browser, width=width) as page:
            enter(page, team, live_server.url)
            answer = page.goto(live_server.url + where)
            assert answer is not None
            assert answer.status == 200
            check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"{name.replace(' ', '-')}-{width}.png")


def enter(page: Page, team: Team, address: str) -> None:
    session = team.client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


@pytest.mark.parametrize("name", SAMPLE)
def test_a_page_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser)


@pytest.mark.long
@pytest.mark.parametrize("name", RARE)
def test_every_page_in_every_state_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser)


@pytest.mark.long
@pytest.mark.parametrize("name", ["ask", "confirm", "answer", "review", "lift", "appeal", "names", "others"])
def test_every_form_with_mistakes_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    """The error summary has the focus, and its links lead somewhere."""
    children.surroundings()
    team = Team(people.person("Shona", "shielding_officer", job_title="Shielding officer"), Client())
    people.sign_in(team.client, team.who)
    where = STATES[name](team)
    for width in (NARROW, WIDE):
        with open_page(browser, width=width) as page:
            enter(page, team, live_server.url)
            page.goto(live_server.url + where)
            page.locator("main form button[type=submit]").first.click()
            page.locator(".govuk-error-summary").wait_for()
            assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
            check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"{name}-wrong-{width}.png")
