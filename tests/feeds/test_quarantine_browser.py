"""Are the pages of the quarantine whole in a browser, narrow and wide, one act after another? (ux 2(g))"""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Practitioner
from accounts.views.bulk import XLSX
from feeds.models import Delivery
from feeds.quarantine.sheet import workbook
from feeds.views.quarantine_scope import address
from tests import people
from tests.browser import WIDTHS, check_page, open_page, shoot
from tests.feeds.quarantined import birth, delivered, operator, work
from tests.feeds.test_quarantine_pages import WHOLE, cause
from tests.feeds.test_quarantine_sheet import cells, with_cell, xlsx

PICTURES = os.environ.get("PICTURES")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_in_the_browser(live_server: Any, browser: Browser, width: int) -> None:
    opal = operator()
    delivery = delivered(*(birth(n, nhs_number="UNK" if n % 3 else "n/a") for n in range(30)), birth(31, sex="?"))
    with open_page(browser, width=width) as page:
        sign_in(page, live_server.url, opal)
        page.goto(f"{live_server.url}{WHOLE}")
        look(page, "quarantine")
        page.get_by_role("link", name="Birth registrations").click()
        look(page, "quarantine-of-source")
        page.get_by_role("link", name="The gender is not one of the codes").click()
        page.get_by_role("link", name="Line 32").click()
        look(page, "quarantine-row")
        page.get_by_label("sex").fill("F")
        press(page, "Save and read this row again")
        assert page.get_by_text("The row on line 32 can be read now").is_visible()
        look(page, "quarantine-cause-empty")
        page.goto(f"{live_server.url}{address('quarantine_cause', cause(delivery))}")
        look(page, "quarantine-cause")
        by_rule(page)
        page.goto(f"{live_server.url}{reverse('upload_corrections', args=[delivery.source_id])}")
        look(page, "quarantine-upload")
        in_a_spreadsheet(page, delivery, opal)
        give_up(page, f"{live_server.url}{address('give_up_cause', cause(delivery))}")


def by_rule(page: Page) -> None:
    page.get_by_role("link", name="Fix them by a rule").click()
    press(page, "See what it would do")
    look(page, "quarantine-rule-missing")
    page.get_by_label("Treat one value as not said").check()
    page.get_by_label("The value").fill("UNK")
    press(page, "See what it would do")
    look(page, "quarantine-rule-preview")
    press(page, "Do it, and remember the rule")
    look(page, "quarantine-progress")
    work()
    page.get_by_role("link", name="See how far it is now").click()
    look(page, "quarantine-result")
    page.get_by_role("link", name="See what is left in quarantine").click()
    page.get_by_role("link", name="Rules for this source").click()
    look(page, "quarantine-rules")
    press(page, "Switch off")
    look(page, "quarantine-rules-off")


def in_a_spreadsheet(page: Page, delivery: Delivery, by: Practitioner) -> None:
    lines = cells(workbook(cause(delivery), by=by, at=timezone.now()))
    content = xlsx(with_cell(lines, 1, "nhs_number", ""))
    page.get_by_label("The corrected file").set_input_files({"name": "r.xlsx", "mimeType": XLSX, "buffer": content})
    press(page, "Check the file")
    look(page, "quarantine-changes")
    press(page, "Take the corrections in")
    work()


def give_up(page: Page, where: str) -> None:
    page.goto(where)
    press(page, "Give up")
    look(page, "quarantine-give-up")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def look(page: Page, name: str) -> None:
    check_page(page)
    if PICTURES:
        shoot(page, Path(PICTURES) / f"{name}-{(page.viewport_size or {'width': 0})['width']}.png")


def sign_in(page: Page, url: str, who: Practitioner) -> None:
    client = Client()
    people.sign_in(client, who)
    cookies = [{"name": name, "value": cookie.value, "url": url} for name, cookie in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
