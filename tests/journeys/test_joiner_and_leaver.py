"""From the invitation to the last sign-in: one page each for the administrator, and no access a moment too long."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.mail import EmailMessage
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts import codes
from accounts.models import AccountState, Practitioner
from contactpoint.jobs import queue
from tests import people
from tests.accounts.administering import three_administrators
from tests.browser import NARROW, WIDE, open_page
from tests.journeys.test_find_and_record import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "three unrelated words and 7 apples"


@pytest.fixture
def ada(transactional_db: None) -> Practitioner:
    return three_administrators()


@pytest.fixture(params=[(WIDE, True), (NARROW, False)], ids=["wide", "narrow, no JavaScript"])
def pages(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[Page, Page]]:
    """The administrator's browser, and the newcomer's."""
    width, javascript = request.param
    with (
        open_page(browser, width=width, javascript=javascript) as hers,
        open_page(browser, width=width, javascript=javascript) as theirs,
    ):
        yield hers, theirs


def invite(page: Page) -> None:
    page.get_by_role("link", name="0 clearances").first.click()  # of the home page: nothing ends soon
    page.get_by_role("link", name="Invite a person").first.click()
    page.get_by_label("Work email address").fill("wilma@example.org")
    page.get_by_label("First name").fill("Wilma")
    page.get_by_label("Last name").fill("Worker")
    page.get_by_label("Job title").fill("Social worker")
    page.get_by_label("Practitioner", exact=True).check()
    page.get_by_role("button", name="Invite").click()
    assert page.get_by_text("The letter leaves in 10 minutes").is_visible()


def letter(mailoutbox: list[EmailMessage]) -> str:
    """The link, once the ten minutes are over."""
    queue.run_due(at=timezone.now() + timedelta(minutes=11))
    found = re.search(r"/invitation/\S+", str(mailoutbox[-1].body))
    assert found
    return found[0]


def begin(page: Page, address: str) -> None:
    """The link, a password, an app for codes, the rules."""
    page.goto(address)
    page.get_by_label("Password", exact=True).fill(LONG)
    page.get_by_label("Password again").fill(LONG)
    page.locator("main button[type=submit]").last.click()
    page.get_by_label("Email address").fill("wilma@example.org")
    page.get_by_label("Password", exact=True).fill(LONG)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Set up an app").click()
    secret = re.sub(r"\s", "", page.locator(".cp-secret").inner_text())
    page.get_by_label("Code", exact=True).fill(codes.code_at(secret, at=timezone.now()))
    page.get_by_role("button", name="Continue").click()
    page.goto(re.sub("/invitation.*", "/", address))
    page.get_by_label("I have read these rules").check()
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_role("heading", name="What is left before you can start").is_visible()


def fill_day(page: Page, question: str, day: date) -> None:
    group = page.get_by_role("group", name=question)
    for box, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(box).fill(str(part))


def record_what_was_seen(page: Page) -> None:
    today = timezone.localdate()
    page.get_by_role("link", name="Record what you have seen").click()
    fill_day(page, "Date on which you checked who this person is", today)
    page.get_by_label("Home postcode").fill("L18 5TE")
    page.get_by_label("Disclosure number").fill("123456789012")
    fill_day(page, "Date on which the check was issued", today - timedelta(days=30))
    fill_day(page, "Date on which the training was completed", today)
    page.get_by_role("button", name="Record", exact=True).click()
    assert page.get_by_text("The account is active").is_visible()


def test_somebody_joins_works_and_is_stopped(
    live_server: Any, pages: tuple[Page, Page], ada: Practitioner, mailoutbox: list[EmailMessage]
) -> None:
    hers, theirs = pages
    # Given Ada has invited Wilma, and the ten minutes are over
    sign_in(hers, ada, live_server.url)
    invite(hers)
    begin(theirs, live_server.url + letter(mailoutbox))
    # When Ada records what she has seen, Wilma is at work with the next page that she asks for
    record_what_was_seen(hers)
    theirs.goto(live_server.url)
    assert theirs.get_by_role("main").get_by_role("link", name="Find a child").is_visible()
    # And when Ada suspends her
    hers.get_by_role("link", name="Suspend").click()
    hers.get_by_label("Concern about how the account is used").check()
    hers.get_by_role("button", name="Suspend").click()
    assert hers.get_by_text("Wilma Worker is suspended and signed out").is_visible()
    # Then the next page that Wilma asks for is the one to sign in, and the door stays shut
    theirs.goto(f"{live_server.url}/search")
    assert theirs.get_by_label("Email address").is_visible()
    assert Practitioner.objects.get(forename="Wilma").account_state == AccountState.SUSPENDED


def test_a_clearance_ends_while_somebody_works_and_is_renewed(
    live_server: Any, pages: tuple[Page, Page], ada: Practitioner
) -> None:
    """S-21, R-USER-1: no job has run."""
    hers, theirs = pages
    # Given Pat is at work, and a day later the clearance is three years old
    pat = people.social_worker()
    sign_in(theirs, pat, live_server.url)
    pat.clearances.update(issued_on=timezone.localdate() - relativedelta(years=3))
    # When Pat asks for the next page, then it is not given
    theirs.goto(f"{live_server.url}/search")
    assert theirs.get_by_text("Your enhanced clearance has ended").is_visible()
    # And when Ada finds Pat among those whose clearance has ended, and records the new one
    sign_in(hers, ada, live_server.url)
    hers.get_by_role("link", name="1 clearance").first.click()
    hers.get_by_role("link", name=pat.name).click()
    hers.get_by_role("link", name="Record what you have seen").click()
    hers.get_by_label("Disclosure number").fill("123456789012")
    fill_day(hers, "Date on which the check was issued", timezone.localdate() - timedelta(days=3))
    hers.get_by_role("button", name="Record", exact=True).click()
    assert hers.get_by_text("•••• •••• 9012").is_visible()
    # Then Pat signs in and works again
    sign_in(theirs, pat, live_server.url)
    assert theirs.get_by_role("main").get_by_role("link", name="Find a child").is_visible()
