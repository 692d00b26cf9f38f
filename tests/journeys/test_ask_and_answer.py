"""A social worker asks whether anyone else is involved, her team asks, a counsellor answers: without JavaScript."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Practitioner
from registry.disclosure import give_reason
from registry.models import Reason
from shielding import answering
from shielding.answering import Given, Tell
from shielding.models import Answer, ContactRequest, ServiceAsked
from shielding.requesting import release
from tests import people
from tests.browser import open_page
from tests.journeys.test_find_and_record import sign_in
from tests.registry import children
from tests.shielding.contact_requests import CALL_BACK, WHY, counsellor, counsels

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(browser: Browser) -> Iterator[tuple[Page, Page]]:
    """Pat's and the officer's."""
    with open_page(browser, javascript=False) as hers, open_page(browser, javascript=False) as officers:
        yield hers, officers


def asks(page: Page, pat: Practitioner, address: str, record: str) -> None:
    sign_in(page, pat, address)
    page.goto(address + record)
    page.get_by_role("link", name="Ask whether anyone else is involved").click()
    page.get_by_label("Why do you need contact?").fill(WHY)
    page.get_by_label("Today").check()
    page.get_by_label("Number to call you back on").fill(CALL_BACK)
    page.get_by_role("button", name="Ask my team to contact me").click()
    assert page.get_by_role("heading", level=1).inner_text() == "My requests"
    assert page.get_by_text("Asked. The answer is here on").is_visible()


def asks_the_services(page: Page, shona: Practitioner, address: str) -> None:
    sign_in(page, shona, address)
    page.get_by_role("link", name="1 new notice").click()
    assert page.get_by_text("A request for contact waits for your team").is_visible()
    page.get_by_role("main").get_by_role("button", name="Open").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Who may be put in touch?"
    page.get_by_label("I have checked that this request is genuine").check()
    assert page.get_by_label("Connie Example").is_checked()  # the sensitive one
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Waits for Connie Example").is_visible()


def test_two_people_and_a_service_are_put_in_touch(live_server: Any, pages: tuple[Page, Page]) -> None:
    """R-INV-2."""
    # Given John, with whom Connie works, which nobody else sees
    now = timezone.now()
    john, connie, pat = children.john(at=now), counsellor(), people.social_worker()
    shona = people.person("Shona", "shielding_officer")
    counsels(connie, john, at=now)
    give_reason(john, reason=Reason.ASSESSING, viewer=pat, at=now)
    hers, officers = pages
    # When Pat asks, and Shona of her team asks Connie
    asks(hers, pat, live_server.url, f"/children/{john}")
    asks_the_services(officers, shona, live_server.url)
    given = Given(Answer.CONTACTS, frozenset({Tell.KIND}))
    answering.answer(ServiceAsked.objects.get().pk, given, by=connie, at=timezone.now())
    # Then Pat reads nothing before the answer is due, and at that moment what Connie chose
    hers.goto(live_server.url)
    hers.get_by_role("link", name="My requests").click()
    assert hers.get_by_text("Asked. The answer is here on").is_visible()
    pass_eight_hours()
    hers.reload()
    assert hers.get_by_text(f"A health professional will ring you on {CALL_BACK}").is_visible()


def pass_eight_hours() -> None:
    long_ago = timezone.now() - timedelta(hours=8)
    ContactRequest.objects.update(asked_at=long_ago, pass_on_by=long_ago, due_at=timezone.now())
    release(ContactRequest.objects.get().pk, at=timezone.now())
