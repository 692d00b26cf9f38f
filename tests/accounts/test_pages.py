"""The pages of signing in, as a browser shows them: narrow and wide, with and without JavaScript (ux 2(a))."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts import codes
from tests import people
from tests.accounts.signing_in import verbs
from tests.browser import WIDTHS, check_page, open_page, shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")


def look(page: Page, name: str) -> None:
    check_page(page)
    if PICTURES:
        width = (page.viewport_size or {"width": 0})["width"]
        shoot(page, Path(PICTURES) / f"{name}-{width}.png")


def fill(page: Page, who: Any, password: str = people.PASSWORD) -> None:
    page.get_by_label("Email address").fill(who.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_sign_in_from_password_to_account(live_server: Any, browser: Browser, width: int) -> None:
    fay = people.social_worker(lacks="second_factor")
    with open_page(browser, width=width) as page:
        page.goto(f"{live_server.url}/account")
        look(page, "sign-in")
        fill(page, fay, "not the password")
        look(page, "sign-in-wrong")
        fill(page, fay)
        page.goto(f"{live_server.url}/account")
        look(page, "second-factor")
        page.get_by_role("link", name="Add a passkey").click()
        look(page, "add-passkey")
        page.goto(f"{live_server.url}/account/second-factor")
        page.get_by_role("link", name="Set up an app").click()
        look(page, "add-app")
        page.get_by_label("Code", exact=True).fill("000 000")
        page.get_by_role("button", name="Continue").click()
        look(page, "add-app-wrong")
        secret = re.sub(r"\s", "", page.locator(".cp-secret").inner_text())
        page.get_by_label("Code", exact=True).fill(codes.code_at(secret, at=timezone.now()))
        page.get_by_role("button", name="Continue").click()
        look(page, "recovery-codes")
        page.goto(f"{live_server.url}/account")
        look(page, "account")
        page.goto(f"{live_server.url}/account/password")
        look(page, "password")
        page.goto(f"{live_server.url}/account/second-factor/app/remove")
        look(page, "remove-app")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_code_the_rules_and_the_way_out(live_server: Any, browser: Browser, width: int) -> None:
    ruth = people.social_worker(lacks="agreement")
    with open_page(browser, width=width, javascript=False) as page:
        page.goto(f"{live_server.url}/sign-in?because=idle")
        assert page.get_by_text("did not use the service for 15 minutes").is_visible()
        fill(page, ruth)
        page.get_by_label("Code", exact=True).fill(people.code(ruth))
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{live_server.url}/account")
        page.get_by_role("button", name="Continue").click()
        assert page.get_by_text("There is a problem").is_visible()
        page.get_by_label("I have read these rules").check()
        page.get_by_role("button", name="Continue").click()
        page.goto(f"{live_server.url}/account")
        page.get_by_role("button", name="Sign out").click()
        assert page.get_by_text("You have signed out.").is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_that_are_met_seldom(live_server: Any, browser: Browser, width: int) -> None:
    pat, carl, ruth = (people.social_worker(lacks=lacks) for lacks in ("", "clearance", "agreement"))
    with open_page(browser, width=width) as page:
        page.goto(f"{live_server.url}/sign-in?because=elsewhere")
        look(page, "signed-out")
        fill(page, pat)
        look(page, "code")
        page.get_by_label("Code", exact=True).fill("000000")
        page.get_by_role("button", name="Sign in").click()
        look(page, "code-wrong")
    for who, name in ((carl, "no-access"), (ruth, "rules")):
        with open_page(browser, width=width) as page:
            page.goto(f"{live_server.url}/sign-in")
            fill(page, who)
            page.get_by_label("Code", exact=True).fill(people.code(who))
            page.get_by_role("button", name="Sign in").click()
            page.goto(f"{live_server.url}/account")
            look(page, name)


def test_a_passkey_is_added_and_signs_somebody_in(live_server: Any, browser: Browser) -> None:
    """With the browser's own make-believe authenticator."""
    fay = people.social_worker(lacks="second_factor")
    with open_page(browser, alone=True) as page:
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.goto(f"{live_server.url}/sign-in")
        fill(page, fay)
        page.goto(f"{live_server.url}/account/second-factor/key")
        page.get_by_label("Name of the key").fill("Work laptop")
        page.get_by_role("button", name="Make a passkey").click()
        page.get_by_role("heading", name="Your recovery codes").wait_for()
        page.goto(f"{live_server.url}/account")
        assert page.get_by_text("Work laptop").first.is_visible()
        page.get_by_role("button", name="Sign out").click()
        fill(page, fay)
        look(page, "code-or-passkey")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(f"{live_server.url}/")
        page.goto(f"{live_server.url}/account")
        assert page.get_by_role("heading", name="Your account").is_visible()
    assert verbs(fay)[-2:] == ["second_factor.used", "sign_in.completed"]
