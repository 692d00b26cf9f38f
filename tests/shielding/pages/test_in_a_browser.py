"""The pages about shields in a browser: accessible, narrow and wide, quiet (ux.md 6, goals 5 and 14)."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests import people
from tests.registry import children
from tests.shielding.pages.looking import look_at
from tests.shielding.pages.states import STATES, Team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAMPLE = ("unconfirmed", "confirm")
RARE = [name for name in STATES if name not in SAMPLE]


def look(name: str, live_server: Any, browser: Browser, *, mistakes: bool = False) -> None:
    children.surroundings()
    team = Team(people.person("Shona", "shielding_officer", job_title="Shielding officer"), Client())
    people.sign_in(team.client, team.who)
    look_at(STATES[name](team), team.client, browser, live_server.url, name=name, mistakes=mistakes)


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
    look(name, live_server, browser, mistakes=True)
