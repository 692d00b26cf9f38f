"""From the sign-in page to the telephone numbers, an involvement, and out again, with and without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Request

from accounts.models import Practitioner
from registry.models import Involvement
from tests import people
from tests.browser import NARROW, WIDE, open_page
from tests.registry import children

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ALL_NUMBERS = (children.SCHOOL_NUMBER, children.PRACTICE_NUMBER, children.SOCIAL_NUMBER)


@pytest.fixture
def pat(transactional_db: None) -> Practitioner:
    children.john(at=timezone.now())
    return people.social_worker()


# Narrow pages are looked at one by one in tests/registry/pages, and the whole way in `make test-long`.
WAYS = [
    pytest.param((WIDE, True), id="wide"),
    pytest.param((NARROW, True), id="narrow", marks=pytest.mark.long),
    pytest.param((WIDE, False), id="no JavaScript"),
]


@pytest.fixture(params=WAYS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, javascript = request.param
    with open_page(browser, width=width, javascript=javascript) as opened:
        yield opened


def sign_in(page: Page, who: Practitioner, address: str) -> None:
    page.goto(address)
    page.get_by_label("Email address").fill(who.email)
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code", exact=True).fill(people.code(who))
    page.get_by_role("button", name="Sign in").click()


def posts_of(page: Page) -> list[Request]:
    """What was sent from now on."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    return sent


def test_a_misspelt_child_is_found_and_the_people_who_work_with_him_are_reached(
    live_server: Any, page: Page, pat: Practitioner
) -> None:
    # Given Pat is signed in
    sign_in(page, pat, live_server.url)
    sent = posts_of(page)
    # When she looks for "Jon Smyth" by his birth year and says why
    page.get_by_role("main").get_by_role("link", name="Find a child").click()
    page.get_by_label("First name").fill("Jon")
    page.get_by_label("Last name").fill("Smyth")
    page.get_by_label("Year").fill("2017")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Is this the child?"
    page.get_by_label("I am providing a service to this child").check()
    page.get_by_role("button", name="Open record").click()
    # Then she reads who works with John Smith and how to reach them, in two submits
    assert len(sent) == 2
    for number in ALL_NUMBERS:
        assert page.get_by_role("link", name=number.replace(" ", "\N{NO-BREAK SPACE}")).is_visible()
    for nothing in ("Smith", "Smyth", "Jon", "2017"):
        assert nothing not in page.title() + page.url + "".join(request.url for request in sent)
    # And she records that she works with him too
    page.get_by_role("link", name="I work with this child", exact=True).click()
    page.get_by_label("Social care").check()
    page.get_by_label("Service", exact=True).fill("Family support")
    page.get_by_label("Telephone number").fill("0151 496 0088")
    page.get_by_role("button", name="Record my involvement").click()
    assert page.get_by_text("Your involvement is recorded").is_visible()
    assert Involvement.objects.get(practitioner=pat).service == "Family support"
    # And from now on she opens his record without a submit
    sent.clear()
    page.get_by_role("link", name="Close record").click()
    page.get_by_role("link", name="1 child you work with").click()
    page.get_by_role("heading").get_by_role("link", name="John Peter Smith").click()
    assert page.get_by_role("link", name=ALL_NUMBERS[0].replace(" ", "\N{NO-BREAK SPACE}")).is_visible()
    assert sent == []
    # And signs out, and nothing comes back
    leave(page)
    page.goto(f"{live_server.url}/children")
    assert page.get_by_label("Email address").is_visible()


def leave(page: Page) -> None:
    menu = page.get_by_role("button", name="Menu")
    if menu.is_visible():
        menu.click()
    page.get_by_role("button", name="Sign out").click()


def test_a_child_nobody_holds_is_added(live_server: Any, page: Page, pat: Practitioner) -> None:
    sign_in(page, pat, live_server.url)
    page.goto(f"{live_server.url}/search")
    page.get_by_label("First name").fill("Katie")
    page.get_by_label("Last name").fill("Okafor")
    page.get_by_label("Or a rough age").fill("6")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Create a record").click()
    page.get_by_label("Female").check()
    page.get_by_label("No address is known").check()
    page.get_by_label("The child is new to the area").check()
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_text("No child with a like name and birth date was found").is_visible()
    page.get_by_role("button", name="Create record").click()
    page.get_by_label("I am checking or correcting the record").check()
    page.get_by_role("button", name="Open record").click()
    assert page.get_by_text("Added by hand, not yet confirmed").is_visible()
