"""The pages about more children and about cases, as a browser sees them: accessible, narrow and wide (SEC-45)."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.allowances import Wish, agree, ask
from accounts.cases import close_case, severe
from accounts.models import Outcome, Practitioner, Purpose
from tests import people
from tests.accounts.giving import give, numbers
from tests.browser import NARROW, WIDE, check_page, open_page, shoot

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")
COUNTS = {"limit": 60, "given": 60, "asked": 180, "refusals": 12}
WORDS = "Mossley Hill School moves to a new site, and its register is checked against the records."


def administrator(name: str) -> Practitioner:
    return people.person(name, "account_administrator")


def asked(by: Practitioner) -> int:
    today = timezone.localdate()
    wish = Wish(300, Purpose.MOVE, WORDS, today, today + timedelta(days=4))
    return ask(people.social_worker().pk, wish, by=by, at=timezone.now()).pk


def opened() -> int:
    pat = people.social_worker()
    Practitioner.objects.filter(pk=pat.pk).update(line_manager=people.teacher())
    case = severe(pat, rule="three_times_the_limit", at=timezone.now(), source="limits", **COUNTS)
    assert case
    return case.pk


def a_list_of_allowances(who: Practitioner) -> str:
    other, now = administrator("Abe"), timezone.now()
    asked(who)
    agree(asked(other), by=who, at=now)
    return "/allowances"


def a_list_of_cases(who: Practitioner) -> str:
    close_case(opened(), Outcome.RESTORED, words=WORDS, by=who, at=timezone.now())
    opened()
    return "/cases"


PAGES: dict[str, Callable[[Practitioner], str]] = {
    "allowances": a_list_of_allowances,
    "no allowances": lambda who: "/allowances",
    "ask": lambda who: "/allowances/ask",
    "to agree": lambda who: f"/allowances/{asked(administrator('Abe'))}",
    "own wish": lambda who: f"/allowances/{asked(who)}",
    "cases": a_list_of_cases,
    "case": lambda who: f"/cases/{opened()}",
}


def enter(page: Page, client: Client, address: str) -> None:
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def look(name: str, who: Practitioner, where: str, live_server: Any, browser: Browser) -> None:
    client = Client()
    people.sign_in(client, who)
    for width in (NARROW, WIDE):
        with open_page(browser, width=width) as page:
            enter(page, client, live_server.url)
            answer = page.goto(live_server.url + where)
            assert answer is not None
            assert answer.status == 200
            check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"{name.replace(' ', '-')}-{width}.png")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    ada = administrator("Ada")
    look(name, ada, PAGES[name](ada), live_server, browser)


def test_the_own_account_with_its_count_is_accessible(live_server: Any, browser: Browser) -> None:
    pat = people.social_worker()
    give(numbers(12), to=pat, at=timezone.now())
    look("your account", pat, "/account", live_server, browser)


@pytest.mark.parametrize("name", ["ask", "case"])
def test_a_form_with_mistakes_is_accessible_without_javascript_too(
    name: str, live_server: Any, browser: Browser
) -> None:
    ada, client = administrator("Ada"), Client()
    people.sign_in(client, ada)
    where = PAGES[name](ada)
    for javascript in (True, False):
        with open_page(browser, width=NARROW, javascript=javascript) as page:
            enter(page, client, live_server.url)
            page.goto(live_server.url + where)
            page.locator("main button[type=submit]").click()
            page.locator(".govuk-error-summary").wait_for()
            if javascript:
                shown_with_mistakes(page, name)


def shown_with_mistakes(page: Page, name: str) -> None:
    if PICTURES:
        shoot(page, Path(PICTURES) / f"{name}-wrong.png")
    check_page(page)
