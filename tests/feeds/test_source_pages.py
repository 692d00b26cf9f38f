"""The pages about sources, as a browser sees them: accessible, narrow and wide (R-FEED-2)."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Practitioner
from feeds.accrediting import ask
from feeds.models import Delivery
from feeds.stopping import stop
from registry.models import Source
from tests import people
from tests.browser import WIDTHS, check_page, open_page, shoot
from tests.feeds import officers
from tests.feeds.children import FORMATS
from tests.feeds.conftest import load_now, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")


def of_liverpool(**now: Any) -> Source:
    now = {"area": people.liverpool(), "accredited_at": None, **now}
    Source.objects.filter(code="social-care").update(**now)
    return Source.objects.get(code="social-care")


def tried() -> Delivery:
    of_liverpool()
    rows = FORMATS["social-care"](60).replace(b"L15 3HQ", b"nowhere", 1)
    return load_now("social-care", rows)


def a_list(who: Practitioner) -> str:
    ask(tried().pk, by=officers.nat(), at=timezone.now())
    return "/feeds/sources"


def a_stopped_source(who: Practitioner) -> str:
    source = tried().source
    stop(source.pk, because="Two schools' files are mixed up", by=who, at=timezone.now())
    return f"/feeds/sources/{source.pk}"


def a_decision(who: Practitioner) -> str:
    return f"/feeds/accreditations/{ask(tried().pk, by=officers.nat(), at=timezone.now()).pk}"


PAGES: dict[str, Callable[[Practitioner], str]] = {
    "sources": a_list,
    "source": a_stopped_source,
    "register": lambda who: "/feeds/sources/register",
    "change": lambda who: f"/feeds/sources/{of_liverpool().pk}/change",
    "delivers": lambda who: f"/feeds/sources/{of_liverpool(accredited_at=timezone.now()).pk}/delivers",
    "ask": lambda who: f"/feeds/deliveries/{tried().pk}/accreditation",
    "decide": a_decision,
    "withdraw": lambda who: f"/feeds/sources/{of_liverpool(accredited_at=timezone.now()).pk}/withdraw",
}


def enter(page: Page, client: Client, address: str) -> None:
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible(name: str, width: int, live_server: Any, browser: Browser) -> None:
    make_world()
    dot, client = officers.dot(), Client()
    people.sign_in(client, dot)
    where = PAGES[name](dot)
    with open_page(browser, width=width) as page:
        enter(page, client, live_server.url)
        answer = page.goto(live_server.url + where)
        assert answer is not None
        assert answer.status == 200
        check_page(page)
        if PICTURES:
            shoot(page, Path(PICTURES) / f"{name}-{width}.png")
