"""The access review and the way back in, as a browser shows them: narrow, wide, without JavaScript (ux 2(e))."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts import access_review, way_back
from accounts.models import Practitioner, WayBack, WhatIsLost, WhyLost
from tests import people
from tests.accounts.test_pages import fill
from tests.accounts.test_pages import look as look_closely
from tests.browser import NARROW, WIDE, open_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "three unrelated words and 7 apples"


HOW = pytest.mark.parametrize(
    ("width", "javascript"),
    [
        pytest.param(NARROW, True, marks=pytest.mark.long),
        (WIDE, True),
        pytest.param(NARROW, False, marks=pytest.mark.long),
    ],
)


def look(page: Page, name: str) -> None:
    if page.evaluate("matchMedia('(scripting: enabled)').matches"):  # axe itself is JavaScript
        look_closely(page, name)


def sign_in(page: Page, who: Practitioner, address: str) -> None:
    page.goto(f"{address}/sign-in")
    fill(page, who)
    page.get_by_label("Code", exact=True).fill(people.code(who))
    page.get_by_role("button", name="Sign in").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def open_reviews() -> None:
    """Four months and more have gone by since the accounts were made; the review is overdue for two days."""
    now = timezone.now()
    Practitioner.objects.update(invited_at=now - timedelta(days=200), active_since=now - timedelta(days=200))
    Practitioner.objects.exclude(forename="Abe").update(last_used_at=now - timedelta(days=3))
    Practitioner.objects.filter(forename="Abe").update(active_since=now - timedelta(days=80))
    assert access_review.open_due(at=now - timedelta(days=30)) == 1


def come_back(address: str, browser: Browser, pat: Practitioner, *, width: int, javascript: bool) -> None:
    row = WayBack.objects.get()
    token = way_back.tokens.make_token(Practitioner.objects.get(pk=pat.pk))
    with open_page(browser, width=width, javascript=javascript) as page:
        page.goto(f"{address}/come-back/{row.pk}/{token}")
        look(page, "come-back")
        page.get_by_label("Password", exact=True).fill(LONG)
        page.get_by_label("Password again").fill(LONG)
        press(page, "Set password")
        look(page, "come-back-done")
        fill(page, pat, LONG)
        assert page.get_by_role("heading", name="Set up a second way").is_visible()


@HOW
def test_everybody_is_answered_for_and_the_review_signed_off(
    live_server: Any, browser: Browser, width: int, javascript: bool
) -> None:
    ada, abe, _ = (people.person(name, "account_administrator") for name in ("Ada", "Abe", "Abi"))
    people.social_worker()
    people.teacher()
    open_reviews()
    with open_page(browser, width=width, javascript=javascript) as page:
        sign_in(page, ada, live_server.url)
        page.get_by_role("link", name="Access review of Liverpool").click()
        look(page, "review")
        press(page, "Confirm the selected people")
        assert page.get_by_text("Select at least one person").first.is_visible()
        look(page, "review-nobody")
        page.get_by_role("link", name="Withdraw Pat Example").click()
        look(page, "review-withdraw")
        press(page, "Close the account")
        for name in ("Abe", "Abi", "Tara"):
            page.get_by_label(f"{name} Example").check()
        press(page, "Confirm the selected people")
        look(page, "review-confirm")
        press(page, "Confirm 3 accounts")
        look(page, "review-own-left")
        review = ada.organisation.access_reviews.get()
        access_review.confirm(review.pk, [ada.pk], by=Practitioner.objects.get(pk=abe.pk), at=timezone.now())
        page.reload()
        press(page, "Sign off")
        look(page, "review-over")
        page.goto(f"{live_server.url}/access-review")
        look(page, "reviews")


@HOW
def test_somebody_is_let_back_in(live_server: Any, browser: Browser, width: int, javascript: bool) -> None:
    ada, abe = (people.person(name, "account_administrator") for name in ("Ada", "Abe"))
    pat = people.social_worker()
    Practitioner.objects.filter(pk=pat.pk).update(phone="0151 496 0111")
    with open_page(browser, width=width, javascript=javascript) as page:
        page.goto(f"{live_server.url}/sign-in")
        look(page, "locked-out")
        fill(page, pat)
        page.get_by_text("I do not have my phone").click()
        look(page, "team-numbers")
    with open_page(browser, width=width, javascript=javascript) as page:
        sign_in(page, ada, live_server.url)
        page.goto(f"{live_server.url}/people/{pat.pk}/way-back")
        press(page, "Ask for a second person")
        look(page, "way-back-ask")
        page.get_by_label("Both").check()
        page.get_by_label("Lost, stolen or broken").check()
        page.get_by_label("I know that it is Pat Example").check()
        press(page, "Ask for a second person")
        look(page, "ways-back-asked")
    with open_page(browser, width=width, javascript=javascript) as page:
        sign_in(page, abe, live_server.url)
        look(page, "home")
        page.get_by_role("link", name="1 person to let back in").click()
        look(page, "ways-back")
        page.get_by_role("link", name="Confirm or refuse").click()
        look(page, "way-back-confirm")
        page.get_by_label("I have spoken to Pat Example").check()
        press(page, "Confirm")
        assert page.get_by_text("gets an email with a link").is_visible()
    come_back(live_server.url, browser, pat, width=width, javascript=javascript)


@HOW
def test_the_phone_alone_is_lost(live_server: Any, browser: Browser, width: int, javascript: bool) -> None:
    ada, abe = (people.person(name, "account_administrator") for name in ("Ada", "Abe"))
    pat, now = people.social_worker(), timezone.now()
    row = way_back.ask(pat.pk, WhatIsLost.SECOND_FACTOR, WhyLost.LOST, by=ada, at=now)
    way_back.confirm(row.pk, by=abe, at=now)
    with open_page(browser, width=width, javascript=javascript) as page:
        page.goto(f"{live_server.url}/come-back/{row.pk}/{way_back.tokens.make_token(pat)}")
        look(page, "come-back-phone")
        press(page, "Continue")
        page.goto(f"{live_server.url}/come-back")
        look(page, "link-is-over")
