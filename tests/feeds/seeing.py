"""How do tests of pages about feeds look at them in a browser?"""

import os
from pathlib import Path

from django.test import Client
from playwright.sync_api import Page

from accounts.models import Practitioner
from feeds.models import Delivery
from registry.models import Source
from tests import people
from tests.browser import check_page, shoot

PICTURES = os.environ.get("PICTURES")


def sign_in(page: Page, who: Practitioner, address: str) -> None:
    client = Client()
    people.sign_in(client, who)
    cookies = [{"name": name, "value": cookie.value, "url": address} for name, cookie in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]


def look(page: Page, name: str) -> None:
    check_page(page)
    if PICTURES:
        shoot(page, Path(PICTURES) / f"{name}-{(page.viewport_size or {'width': 0})['width']}.png")


def text(page: Client, address: str) -> str:
    answer = page.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def at(row: Delivery) -> str:
    return f"/feeds/deliveries/{row.pk}"


def source(code: str = "births") -> str:
    return str(Source.objects.get(code=code).pk)
