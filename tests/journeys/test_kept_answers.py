"""What was typed before time was up is there again after signing in, with and without JavaScript (ux 2(a), goal 21)."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Practitioner
from registry.disclosure import give_reason
from registry.models import Involvement, Reason
from tests import people
from tests.browser import NARROW, WIDE, check_page, open_page, shoot
from tests.journeys.test_find_and_record import sign_in
from tests.registry import children

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def pat(transactional_db: None) -> Practitioner:
    return people.social_worker()


@pytest.fixture
def john(pat: Practitioner) -> UUID:
    child = children.john(at=timezone.now())
    give_reason(child, reason=Reason.PROVIDING, viewer=pat, at=timezone.now())
    return child


@pytest.fixture(params=[(WIDE, True), (NARROW, False)], ids=["wide", "narrow, no JavaScript"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, javascript = request.param
    with open_page(browser, width=width, javascript=javascript) as opened:
        yield opened


def fill(page: Page) -> None:
    page.get_by_label("Social care").check()
    page.get_by_label("Service", exact=True).fill("Family support")
    page.get_by_label("Telephone number").fill("0151 496 0088")


def sign_in_again(page: Page, who: Practitioner, settings: Any) -> None:
    settings.SESSION_IDLE = timedelta(minutes=15)
    page.get_by_label("Email address").fill(who.email)
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code", exact=True).fill(people.code(who))
    page.get_by_role("button", name="Sign in").click()


def look(page: Page, name: str) -> None:
    if page.evaluate("matchMedia('(scripting: enabled)').matches"):  # axe itself is JavaScript
        check_page(page)
    if PICTURES:
        shoot(page, Path(PICTURES) / f"{name}.png")


def test_a_form_sent_too_late_is_sent_again_after_signing_in(
    live_server: Any, page: Page, pat: Practitioner, john: UUID, settings: Any
) -> None:
    # Given Pat has filled in a form, and was away for too long
    sign_in(page, pat, live_server.url)
    page.goto(f"{live_server.url}/children/{john}/involvement")
    fill(page)
    settings.SESSION_IDLE = timedelta(0)
    # When she sends it, and signs in again
    page.get_by_role("button", name="Record my involvement").click()
    assert page.get_by_text("We kept your answers. You can go on with them after you sign in.").is_visible()
    look(page, "kept-sign-in")
    sign_in_again(page, pat, settings)
    # Then she goes on with it as if nothing had happened
    assert page.get_by_role("heading", level=1).inner_text() == "We kept your answers"
    look(page, "kept")
    page.get_by_role("button", name="Go on with these answers").click()
    assert page.get_by_text("Your involvement is recorded").is_visible()
    assert Involvement.objects.get(practitioner=pat).service == "Family support"


def test_a_form_that_nobody_sent_is_kept_when_time_is_up(
    live_server: Any, browser: Browser, pat: Practitioner, john: UUID, settings: Any
) -> None:
    """The page goes blank as always, and its script has what was typed kept; nothing is recorded by itself."""
    with open_page(browser, alone=True) as page:
        sign_in(page, pat, live_server.url)
        page.clock.install()
        page.goto(f"{live_server.url}/children/{john}/involvement")
        page.get_by_label("Service", exact=True).evaluate(
            "box => { box.value = 'Family support'; box.dispatchEvent(new Event('input', {bubbles: true})); }"
        )
        page.clock.fast_forward("15:00")
        page.wait_for_url("**/sign-in?because=idle&kept=yes")
        assert not Involvement.objects.filter(practitioner=pat).exists()
        sign_in_again(page, pat, settings)
        page.get_by_role("button", name="Go on with these answers").click()
        assert page.get_by_text("Select the kind of service").first.is_visible()
        assert page.get_by_label("Service", exact=True).input_value() == "Family support"
