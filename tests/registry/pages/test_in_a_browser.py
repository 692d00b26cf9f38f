"""The pages about children in a browser: accessible, narrow and wide, quiet (ux.md 6, goals 5, 14 and 23)."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from accounts.roles import ThePractitioner
from tests import people
from tests.browser import NARROW, WIDE, check_page, console, open_page, shoot
from tests.registry import children
from tests.registry.pages.matching_states import MATCHING_STATES
from tests.registry.pages.states import OFFICER_STATES, STATES, Scene, Way, on_john, url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")
SAMPLE = ("find", "one match", "record", "create", "match")
OFFICERS = {**OFFICER_STATES, **MATCHING_STATES}
EVERY = {**STATES, **OFFICERS}
RARE = [name for name in EVERY if name not in SAMPLE]


def scene_of(name: str) -> Scene:
    children.surroundings()
    who = people.person("Dora", "data_officer") if name in OFFICERS else people.social_worker()
    scene = Scene(who, Client())
    people.sign_in(scene.client, who)
    return scene


def enter(page: Page, scene: Scene, address: str) -> None:
    """With the session of the scene, as if the person had signed in here."""
    session = scene.client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def look(name: str, way: Way, live_server: Any, browser: Browser) -> None:
    scene = scene_of(name)
    where = way(scene)
    for width in (NARROW, WIDE):
        with open_page(browser, width=width) as page:
            enter(page, scene, live_server.url)
            answer = page.goto(live_server.url + where)
            assert answer is not None
            assert answer.status == 200
            check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"{name.replace(' ', '-')}-{width}.png")


@pytest.mark.parametrize("name", SAMPLE)
def test_a_page_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, EVERY[name], live_server, browser)


@pytest.mark.long
@pytest.mark.parametrize("name", RARE)
def test_every_page_in_every_state_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, EVERY[name], live_server, browser)


WRONG: dict[str, Way] = {
    "find": lambda scene: url("find_child"),
    "reason": lambda scene: url("state_reason", scene.john()),
    "involvement": on_john("record_involvement"),
    "sensitive": on_john("record_sensitive_involvement"),
    "colleague": on_john("record_colleague_involvement"),
    "lead": on_john("name_lead"),
    "caf": on_john("flag_caf"),
    "end": STATES["end"],
    "create": STATES["create"],
}


@pytest.mark.long
@pytest.mark.parametrize("name", WRONG)
def test_every_form_with_mistakes_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    """The error summary has the focus, and its links lead somewhere."""
    scene = scene_of(name)
    where = WRONG[name](scene)
    for width in (NARROW, WIDE):
        with open_page(browser, width=width) as page:
            enter(page, scene, live_server.url)
            page.goto(live_server.url + where)
            for box in page.locator("main input:not([type=hidden]):not([type=radio]):not([type=checkbox])").all():
                box.fill("", force=True)
            page.locator("main form").first.locator("button[type=submit]").click()
            summary = page.locator(".govuk-error-summary")
            summary.wait_for()
            assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
            check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"{name}-wrong-{width}.png")


def test_a_record_prints_on_one_sheet_of_a4_with_who_printed_it(live_server: Any, browser: Browser) -> None:
    """ux.md goal 23: the contact list fits; what is only for the screen is left out."""
    scene = scene_of("record")
    where = on_john("view_child")(scene)
    with open_page(browser, alone=True) as page:
        enter(page, scene, live_server.url)
        page.goto(live_server.url + where)
        page.emulate_media(media="print")
        assert page.get_by_text("Printed by Pat Example at").is_visible()
        assert not page.get_by_role("link", name="Close record").is_visible()
        assert not page.get_by_text("I work with this child", exact=True).is_visible()
        contacts = page.locator("#contacts").bounding_box()
        assert contacts is not None
        assert contacts["y"] + contacts["height"] < 1123  # an A4 sheet at 96 dots an inch


def test_the_page_of_the_daily_limit_is_accessible(
    live_server: Any, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-USER-7: the refusal is a whole page; the console says no more than its status."""
    monkeypatch.setattr(ThePractitioner, "children_a_day", 1)
    scene = scene_of("limit")
    scene.client.get(url("state_reason", scene.john()))
    where = url("state_reason", scene.john())
    for width in (NARROW, WIDE):
        with open_page(browser, width=width) as page:
            enter(page, scene, live_server.url)
            answer = page.goto(live_server.url + where)
            assert answer is not None
            assert answer.status == 403
            assert page.get_by_role("heading", name="You have reached today’s limit").is_visible()
            console[page].clear()  # the browser's own line about the status
            check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"limit-{width}.png")
