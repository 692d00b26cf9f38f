"""The pages of a new identity in a browser: accessible, narrow and wide, quiet (ux.md 6, goals 5 and 14)."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.models import Practitioner
from registry.creation import create_hidden
from registry.deciding import Given, Kinds
from tests import people
from tests.browser import NARROW, WIDE, check_page, open_page, shoot
from tests.registry import children
from tests.registry.matching import answer, waiting
from tests.registry.pages.states import Scene, url
from tests.registry.pages.test_in_a_browser import enter
from tests.shielding.identity import NEW, ask, closed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")


@dataclass
class Team:
    """Shona, who looks, and Simon."""

    shona: Practitioner
    simon: Practitioner

    def john_closed(self) -> Any:
        return closed(children.john(at=timezone.now()), self.shona, self.simon, at=timezone.now())

    def added(self) -> Any:
        children.surroundings()
        return create_hidden(NEW, key=uuid4(), by=self.simon, at=timezone.now())

    def row(self) -> Any:
        john = children.john(at=timezone.now())
        row = waiting(children.JOHN, near=[john], at=timezone.now(), for_shielding=True)
        closed(john, self.shona, self.simon, at=timezone.now())
        return row


def list_of_added(team: Team) -> str:
    team.added()
    return url("hidden_records")


def list_of_closings(team: Team) -> str:
    team.john_closed()
    ask(children.john(at=timezone.now()), by=team.simon, at=timezone.now())
    return url("closings")


def noted(team: Team) -> str:
    row = team.row()
    answer(row, Given(Kinds.CANNOT_TELL, because="Her new school"), by=team.simon, at=timezone.now())
    return url("review_match", row)


EVERY: dict[str, Callable[[Team], str]] = {
    "new identity": lambda team: url("new_identities"),
    "no added": lambda team: url("hidden_records"),
    "added": list_of_added,
    "add hidden": lambda team: url("add_hidden_record"),
    "confirm hidden": lambda team: url("confirm_hidden_record", team.added()),
    "no closings": lambda team: url("closings"),
    "closings": list_of_closings,
    "ask closing": lambda team: url("ask_closing"),
    "answer closing": lambda team: url(
        "view_closing", ask(children.john(at=timezone.now()), by=team.simon, at=timezone.now())
    ),
    "closed": lambda team: url("view_closing", team.john_closed()),
    "row about closed": lambda team: url("review_match", team.row()),
    "row about closed, noted": noted,
}
SAMPLE = ("new identity", "answer closing", "row about closed")
WRONG = ("add hidden", "ask closing", "answer closing", "row about closed")


def look(name: str, live_server: Any, browser: Browser, *, wrong: bool = False) -> None:
    shona, simon = (people.person(who, "shielding_officer") for who in ("Shona", "Simon"))
    scene = Scene(shona, Client())
    people.sign_in(scene.client, shona)
    people.prove(scene.client, shona)
    where = EVERY[name](Team(shona, simon))
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
