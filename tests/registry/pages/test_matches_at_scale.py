"""Does the list of matches stay whole and light with 500 of them? (ux 2(f))"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.models import Practitioner
from tests import people
from tests.browser import WIDTHS, check_page, open_page, shoot
from tests.registry import children
from tests.registry.matching import waiting
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import PICTURES, enter

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("no_second_look")]
LIGHT = 100_000  # bytes of a page
MATCHES = 500


def wait(rows: int) -> None:
    now = timezone.now()
    john = children.john(at=now)
    for n in range(rows):
        waiting(near=[john], at=now, held_for=timedelta(hours=n))


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse("matches"))
    assert answer.status_code == 200
    assert len(answer.content) < LIGHT
    return len(asked)


@pytest.mark.django_db
def test_five_hundred_matches_cost_no_more_queries_than_five(client: Client, dora: Practitioner) -> None:
    people.sign_in(client, dora)
    wait(5)
    before = queries(client)
    wait(MATCHES)
    assert queries(client) == before


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("javascript", [True, False])
def test_the_first_of_five_hundred_is_opened(
    live_server: Any, browser: Browser, dora: Practitioner, width: int, javascript: bool
) -> None:
    wait(MATCHES)
    scene = Scene(dora, Client())
    people.sign_in(scene.client, dora)
    with open_page(browser, width=width, javascript=javascript) as page:
        enter(page, scene, live_server.url)
        page.goto(live_server.url + reverse("matches"))
        assert "500 matches to review" in page.inner_text("main")
        for name in ("matches", "match"):
            if javascript:
                check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"five-hundred-{name}-{width}-{javascript}.png")
            page.locator(".cp-hit__name a").first.click() if name == "matches" else None
        assert page.get_by_role("group").first.is_visible()
