"""The pages of a brokered request in a browser: accessible, narrow and wide, quiet (ux.md 6)."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.shielding.pages.broker_states import STATES, browser_of, cast
from tests.shielding.pages.looking import look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAMPLE = ("ask", "check and ask")
RARE = [name for name in STATES if name not in SAMPLE]
FORMS = ("ask", "check", "check and ask", "turn away", "record answer", "answer", "withdraw", "withdraw own")


def look(name: str, live_server: Any, browser: Browser, *, mistakes: bool = False) -> None:
    them = cast()
    who, way = STATES[name]
    client, where = browser_of(getattr(them, who)), way(them)
    look_at(where, client, browser, live_server.url, name=name, mistakes=mistakes)


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
