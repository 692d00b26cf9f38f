"""The pages of the start-up list in a browser: accessible, narrow and wide, quiet (R-SHIELD-10, ux.md 6)."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.shielding.pages.looking import look_at
from tests.shielding.pages.start_up_states import STATES, team_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAMPLE = ("list", "partner", "to sign")
RARE = [name for name in STATES if name not in SAMPLE]
FORMS = (
    *("add a partner", "reply", "reminder", "enter a child", "hide", "expect", "expected", "take back"),
    *("sign", "to sign"),
)


def look(name: str, live_server: Any, browser: Browser, *, mistakes: bool = False) -> None:
    who, way = STATES[name]
    team = team_of(who())
    look_at(way(team), team.client, browser, live_server.url, name=name, mistakes=mistakes)


@pytest.mark.parametrize("name", SAMPLE)
def test_a_page_of_the_list_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser)


@pytest.mark.long
@pytest.mark.parametrize("name", RARE)
def test_every_page_of_the_list_in_every_state_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser)


@pytest.mark.long
@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_the_list_with_mistakes_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser, mistakes=True)
