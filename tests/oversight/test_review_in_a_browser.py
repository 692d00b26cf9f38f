"""Judging together, the file of two persons, the search of the log: accessible, and without JavaScript (ux.md 2(j))."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Practitioner
from oversight import exporting
from oversight.models import PackExport, Review, ReviewItem
from registry.number import new_number
from registry.ties import Tie
from tests import people
from tests.browser import NARROW, WIDTHS, check_page, open_page
from tests.oversight.looking import NOON, WORK, drawn, look, looks
from tests.oversight.test_review_pages import audrey, national, signed_in
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def drawn_month() -> Review:
    pat = people.social_worker()
    for number in range(45):
        look(pat, f"{number:010}", WORK, at=NOON + timedelta(hours=number))
    look(pat, "1234567890", Tie.HOME)
    return drawn(pat)


def come_in(page: Page, who: Practitioner, base: str) -> None:
    page.context.clear_cookies()
    enter(page, Scene(who, signed_in(who)), base)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_accessible(width: int, browser: Browser, live_server: Any) -> None:
    review, who, other, nat, at = drawn_month(), audrey(), people.person("Abel", "auditor"), national(), timezone.now()
    number = new_number()
    look(people.social_worker(), number, WORK)
    asked, done = exporting.ask(review.pk, by=other, at=at), exporting.ask(review.pk, by=who, at=at)
    exporting.agree(done, by=other, at=at)
    pages = [
        reverse("judge_together", args=[review.pk]),
        reverse("ask_for_pack", args=[review.pk]),
        reverse("review_pack", args=[asked]),
        reverse("review_pack", args=[done]),
    ]
    with open_page(browser, width=width) as page:
        come_in(page, who, live_server.url)
        for where in pages:
            answer = page.goto(live_server.url + where)
            assert answer is not None
            assert answer.status == 200, where
            check_page(page)
        for reader in (who, nat):
            come_in(page, reader, live_server.url)
            page.goto(live_server.url + reverse("search_log"))
            check_page(page)
            page.get_by_label("ContactPoint number").fill(number)
            page.get_by_role("button", name="Search the log").click()
            page.get_by_role("heading", name="Found: 1", exact=True).wait_for()
            check_page(page)


def test_judged_together_and_taken_away_by_two_without_javascript(browser: Browser, live_server: Any) -> None:
    review, who, other = drawn_month(), audrey(), people.person("Abel", "auditor")
    with open_page(browser, width=NARROW, javascript=False) as page:
        come_in(page, who, live_server.url)
        page.goto(live_server.url + reverse("look_review", args=[review.pk]))
        page.get_by_role("link", name="Judge what was drawn at random together").click()
        for box in page.get_by_role("checkbox").all():
            box.check()
        page.get_by_label("Why they were expected").fill("Cases of the team")
        page.get_by_role("button", name="They were expected").click()
        page.get_by_text("Accesses that you have judged as expected: 3").wait_for()
        page.get_by_role("link", name="File of these accesses").click()
        page.get_by_role("button", name="Ask for a file").click()
        page.get_by_text("Nobody yet").wait_for()
        where = page.url
        come_in(page, other, live_server.url)
        page.goto(where)
        page.get_by_role("button", name="I agree").click()
        page.get_by_text("You have agreed").wait_for()
        come_in(page, who, live_server.url)
        page.goto(where)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download the file").click()
        assert download.value.suggested_filename == "monthly-review.csv"
    assert PackExport.objects.get().agreed_by == other
    assert ReviewItem.objects.filter(verdict="in_order").count() == 3


def test_the_log_is_searched_page_by_page_without_javascript(browser: Browser, live_server: Any) -> None:
    pat, who = people.social_worker(), audrey()
    looks(pat, 60, WORK)
    with open_page(browser, width=NARROW, javascript=False) as page:
        come_in(page, who, live_server.url)
        page.goto(live_server.url + reverse("look_reviews"))
        page.get_by_role("link", name="Search the log").click()
        page.get_by_role("button", name="Search the log").click()
        page.get_by_role("link", name="Enter an email address, a number or a first day").wait_for()
        page.get_by_label("Email address of the person").fill(pat.email)
        page.get_by_role("button", name="Search the log").click()
        page.get_by_role("button", name="Older").click()
        page.get_by_text("Page 2 of 2").wait_for()
        assert "?" not in page.url
