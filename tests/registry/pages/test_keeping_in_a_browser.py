"""The pages of keeping and of the archive in a browser: accessible, narrow and wide, quiet (ux.md 6)."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from accounts.models import Practitioner
from registry.models import Child
from tests import people
from tests.browser import NARROW, WIDE, check_page, open_page, shoot
from tests.registry.pages.keeping_states import NATIONAL, OFFICERS, WHY, Keepers
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


@pytest.mark.parametrize("javascript", [False, True])
def test_an_archived_record_is_read_with_and_without_javascript(
    live_server: Any, browser: Browser, javascript: bool
) -> None:
    """From the list to the reason to the record, which has no address of its own; axe needs a browser with scripts."""
    keepers = Keepers()
    keepers.archived()
    scene = Scene(keepers.dora, Client())
    people.sign_in(scene.client, keepers.dora)
    with open_page(browser, width=NARROW, javascript=javascript) as page:
        enter(page, scene, live_server.url)
        page.goto(live_server.url + url("archived_records"))
        page.get_by_role("link", name="John Peter Smith").click()
        page.get_by_label("Why do you need to read this record?").fill("He asks what was held")
        page.get_by_role("button", name="Read the record").click()
        page.get_by_role("heading", name="Parents and carers").wait_for()
        assert page.get_by_text("14 Fern Bank").is_visible()
        if javascript:
            check_page(page)


def test_a_release_goes_its_way_without_javascript(live_server: Any, browser: Browser) -> None:
    """Asked by the authority, agreed by two operators, read once: no step needs a script."""
    keepers = Keepers()
    number = Child.objects.get(pk=keepers.long_archived()).number
    with open_page(browser, width=NARROW, javascript=False) as page:
        as_person(page, keepers.dora, live_server.url)
        page.goto(live_server.url + url("ask_release"))
        page.get_by_label("ContactPoint number").fill(number)
        page.get_by_label("A serious case review").check()
        page.get_by_label("Reference of the enquiry, review or request, and what you need to know").fill(WHY)
        page.get_by_role("button", name="Ask the national team").click()
        page.get_by_role("heading", name="A serious case review").wait_for()
        where = page.url
        for who in (keepers.opal, keepers.otto):
            as_person(page, who, live_server.url)
            page.goto(where)
            page.get_by_label("Yes, release it").check()
            page.get_by_role("button", name="Save your answer").click()
            page.get_by_text("Your answer is saved").wait_for()
        as_person(page, keepers.dora, live_server.url)
        page.goto(where)
        page.get_by_role("button", name="Read the record now").click()
        page.get_by_text("14 Fern Bank").wait_for()
        page.goto(where)
        assert not page.get_by_role("button", name="Read the record now").is_visible()


def as_person(page: Page, who: Practitioner, address: str) -> None:
    scene = Scene(who, Client())
    people.sign_in(scene.client, who)
    people.prove(scene.client, who)
    page.context.clear_cookies()
    enter(page, scene, address)
