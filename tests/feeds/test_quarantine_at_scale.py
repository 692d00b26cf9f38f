"""Do the pages of the quarantine stay whole and light with 1,000 rows? (ux 2(g))"""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Browser, Page

from feeds.models import Delivery, Replay
from feeds.views.quarantine_scope import address
from tests import people
from tests.browser import WIDTHS, open_page
from tests.feeds.quarantined import again, birth, delivered, operator, work
from tests.feeds.test_quarantine_browser import look, press, sign_in
from tests.feeds.test_quarantine_pages import WHOLE, cause

ROWS = 1_000
LIGHT = 150_000  # bytes of a page


def bad(rows: int) -> Delivery:
    """Births of whom two in three say that the number is unknown, and one in ten an odd gender."""
    wrong = ({"sex": "?"} if n % 10 == 0 else {"nhs_number": "UNK" if n % 3 else "n/a"} for n in range(rows))
    return delivered(*(birth(n, **said) for n, said in enumerate(wrong)))


def quarantine_pages(delivery: Delivery) -> tuple[str, ...]:
    of_source = reverse("quarantine_of_source", args=[delivery.source_id])
    return WHOLE, of_source, address("quarantine_cause", cause(delivery)), address("fix_by_rule", cause(delivery))


def queries(client: Client, where: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(where)
    assert answer.status_code == 200
    assert len(answer.content) < LIGHT, where
    return len(asked)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_a_thousand_rows_in_quarantine_cost_no_more_queries_than_ten(client: Client) -> None:
    people.sign_in(client, operator())
    few = bad(10)
    before = [queries(client, where) for where in quarantine_pages(few)]
    many = bad(ROWS)
    assert many.quarantined == ROWS
    assert [queries(client, where) for where in quarantine_pages(many)] == before


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("javascript", [True, False])
def test_a_thousand_rows_are_put_right_by_one_rule(
    live_server: Any, browser: Browser, width: int, javascript: bool
) -> None:
    delivery = bad(ROWS)
    with open_page(browser, width=width, javascript=javascript) as page:
        sign_in(page, live_server.url, operator())
        for where in quarantine_pages(delivery):
            page.goto(live_server.url + where)
            see(page, f"thousand-{urlsplit(where).path.rpartition('/')[2][:8]}", javascript)
        page.get_by_label("Treat one value as not said").check()
        page.get_by_label("The value").fill("UNK")
        press(page, "See what it would do")
        see(page, "thousand-preview", javascript)
        press(page, "Do it, and remember the rule")
        work()
        page.reload()
        see(page, "thousand-result", javascript)
    assert Replay.objects.get(delivery=delivery).finished_at
    done = again(delivery)
    assert done.quarantined == 400  # the others were read; many of these children resemble each other, and wait


def see(page: Page, name: str, javascript: bool) -> None:
    """With scripts by axe too; without, a page is looked at by a person alone."""
    if javascript:
        look(page, name)
    else:
        assert page.locator("h1").is_visible()
