"""The pages of keeping and of the archive in a browser: accessible, narrow and wide, quiet (ux.md 6)."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests import people
from tests.browser import NARROW, WIDE, check_page, open_page, shoot
from tests.registry.pages.keeping_states import NATIONAL, OFFICERS, Keepers
from tests.registry.pages.states import Scene, url
from tests.registry.pages.test_in_a_browser import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")
EVERY = {**OFFICERS, **NATIONAL}
SAMPLE = ("kept by consent", "read archived", "answer release")
WRONG = ("find kept", "record consent", "withdraw extension", "leave England", "ask release", "answer release")


def look(name: str, live_server: Any, browser: Browser, *, wrong: bool = False) -> None:
    keepers = Keepers()
    who = keepers.opal if name in NATIONAL else keepers.dora
    scene = Scene(who, Client())
    people.sign_in(scene.client, who)
    people.prove(scene.client, who)
    where = EVERY[name](keepers)
    for width in (NARROW, WIDE):
        with open_page(browser, width=width) as page:
            enter(page, scene, live_server.url)
            answered = page.goto(live_server.url + where)
            assert answered is not None
            assert answered.status == 200
            if wrong:
                page.locator("main form button[type=submit]").first.click()
                page.locator(".govuk-error-summary").wait_for()
            check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"{name.replace(' ', '-')}{'-wrong' if wrong else ''}-{width}.png")


@pytest.mark.parametrize("name", SAMPLE)
def test_a_page_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser)


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in EVERY if name not in SAMPLE])
def test_every_page_in_every_state_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser)


@pytest.mark.long
@pytest.mark.parametrize("name", WRONG)
def test_every_form_with_mistakes_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser, wrong=True)


def test_an_archived_record_is_read_without_javascript(live_server: Any, browser: Browser) -> None:
    """From the list to the reason to the record, in a browser that runs no script."""
    keepers = Keepers()
    keepers.archived()
    scene = Scene(keepers.dora, Client())
    people.sign_in(scene.client, keepers.dora)
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, scene, live_server.url)
        page.goto(live_server.url + url("archived_records"))
        page.get_by_role("link", name="John Peter Smith").click()
        page.get_by_label("Why do you need to read this record?").fill("He asks what was held")
        page.get_by_role("button", name="Read the record").click()
        page.get_by_role("heading", name="Parents and carers").wait_for()
        assert page.get_by_text("14 Fern Bank").is_visible()
        check_page(page)
