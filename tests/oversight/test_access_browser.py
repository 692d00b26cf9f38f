"""Requests and complaints in a browser: accessible, narrow and wide, without JavaScript (R-AUDIT-4, R-AUDIT-5)"""

import os
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Practitioner
from oversight.complaints import complaining, handling
from oversight.complaints.complaining import Said
from oversight.complaints.models import Complaint
from oversight.subject_access import asking, deciding
from oversight.subject_access.models import Kind
from tests import people
from tests.browser import NARROW, WIDTHS, check_page, open_page, shoot
from tests.oversight.access import answered, asked, decide_all, dora, items, number_of, shona, taken, work
from tests.oversight.access_family import Family
from tests.oversight.test_access_pages import john, signed_in
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")


def complaint() -> Complaint:
    said = Said("Ann", "", "Somebody looked who should not")
    return Complaint.objects.get(
        number=complaining.complain_on_the_page(people.liverpool().pk, said, at=timezone.now()).number
    )


def every_page() -> dict[Practitioner | None, list[str]]:
    """A request in each state, by who reads it; and complaints."""
    public = [reverse(name) for name in ("about_registry", "complain", "complaint_status", "pass_on_complaint")]
    return {None: public, **pages_of_requests(), **pages_of_complaints()}


def about(one: UUID, *names: str) -> list[str]:
    return [reverse(name, args=[one]) for name in names]


def pages_of_requests() -> dict[Practitioner | None, list[str]]:
    at, who, first, second = timezone.now(), dora(), shona(), shona("Sian")
    family = Family()
    new = taken(family.child, by=who, at=at, agreed=True)
    waits = asking.take(asked(family.number, identity=""), by=who, at=at)
    done = answered(taken(family.child, by=first, at=at), first=first, second=second, at=at)
    passed = taken(family.child, by=who, at=at)
    decide_all(passed, by=who, at=at)
    deciding.pass_on(passed.pk, by=who, at=at)
    nobody = asking.take(asked("", child_name="Jo"), by=who, at=at)
    others = next(item.pk for item in items(new) if item.kind == Kind.THIRD_PARTY)
    secret = next(item.pk for item in items(new) if item.kind == Kind.SENSITIVE)
    lists = [reverse("access_requests"), reverse("ask_access")]
    return {
        who: [
            "/",
            *lists,
            *about(new.pk, "access_request", "review_access"),
            *about(waits, "access_request", "access_identity"),
            *about(others, "access_item"),
        ],
        first: [
            *lists,
            *about(new.pk, "review_access"),
            *about(secret, "access_item"),
            *about(done.pk, "access_request"),
            *about(nobody, "access_request", "access_record", "agree_access"),
            *about(passed.pk, "agree_access", "send_back_access"),
        ],
    }


def pages_of_complaints() -> dict[Practitioner | None, list[str]]:
    at, waiting, old = timezone.now(), complaint(), complaint()
    ada, nina = people.person("Ada", "account_administrator"), national()
    handling.answer(old.pk, words="No", by=ada, at=at)
    Complaint.objects.filter(pk=old.pk).update(passed_on_at=at, national_due_on=timezone.localdate(at))
    return {
        ada: ["/", reverse("complaints"), reverse("enter_complaint"), *about(waiting.pk, "view_complaint")],
        nina: [reverse("complaints"), *about(old.pk, "view_complaint")],
    }


def national() -> Practitioner:
    return people.person("Nina", "national_team", where=people.national_team())


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible(width: int, browser: Browser, live_server: Any) -> None:
    ways = every_page()
    with open_page(browser, width=width) as page:
        for person, pages in ways.items():
            page.context.clear_cookies()
            if person:
                enter(page, Scene(person, signed_in(person)), live_server.url)
            for number, where in enumerate(pages):
                answer = page.goto(live_server.url + where)
                assert answer is not None
                assert answer.status == 200, where
                check_page(page)
                if PICTURES:
                    name = person.forename if person else "public"
                    shoot(page, Path(PICTURES) / f"access-{name}-{number}-{width}.png")


def test_from_the_letter_to_the_answer_without_javascript(browser: Browser, live_server: Any) -> None:
    child, who, second = john(), dora(), shona()
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, Scene(who, signed_in(who)), live_server.url)
        page.goto(live_server.url + reverse("home"))
        page.get_by_role("link", name="Requests for what is held").first.click()
        page.get_by_role("button", name="Take in a request").or_(
            page.get_by_role("link", name="Take in a request")
        ).click()
        take_in(page, number_of(child))
        page.get_by_text("The request is taken in").wait_for()
        work(at=timezone.now())
        page.reload()
        page.get_by_role("link", name="Review what is handed out").click()
        for decision in ("Include it", "Leave it out"):
            page.get_by_role("link", name="Decide").first.click()
            page.get_by_role("radio", name=decision).check()
            if decision == "Leave it out":
                page.get_by_role("button", name="Record this").click()
                page.get_by_role("link", name="Select why the law").wait_for()
                page.get_by_label("Why the law").select_option("other_person")
            page.get_by_role("button", name="Record this").click()
        page.get_by_role("button", name="Pass it on").click()
        page.get_by_text("Now a shielding officer has to agree").wait_for()
        page.context.clear_cookies()
        enter(page, Scene(second, signed_in(second)), live_server.url)
        page.reload()
        page.get_by_role("link", name="Agree as the second person").click()
        page.get_by_label("I have looked").check()
        page.get_by_role("button", name="Agree").click()
        page.get_by_text("You have agreed").wait_for()
        work(at=timezone.now())
        page.reload()
        with page.expect_download() as download:
            page.get_by_role("button", name="The answer as a table").click()
        assert download.value.suggested_filename == "answer.csv"


def take_in(page: Page, number: str) -> None:
    page.get_by_label("ContactPoint number of the record").fill(number)
    today = timezone.localdate()
    for group in ("When did the request arrive?", "When was it judged?"):
        boxes = page.get_by_role("group", name=group)
        for box, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
            boxes.get_by_label(box).fill(str(value))
    page.get_by_label("A parent or other person").check()
    page.get_by_label("Their name").fill("Ann Smith")
    page.get_by_label("Where the answer goes").fill("She collects it")
    page.get_by_label("What proof of identity").fill("Passport")
    page.get_by_label("What shows that they may ask").fill("Birth certificate")
    page.get_by_role("group", name="Can the child decide").get_by_label("No").check()
    page.get_by_label("Who judged that?").fill("Mo Ali, social worker")
    page.get_by_role("button", name="Take it in").click()


def test_a_complaint_from_the_public_page_to_the_national_team_without_javascript(
    browser: Browser, live_server: Any
) -> None:
    people.liverpool()
    with open_page(browser, width=NARROW, javascript=False) as page:
        page.goto(live_server.url + reverse("about_registry"))
        page.get_by_role("link", name="Complain", exact=True).click()
        page.get_by_label("Your authority").select_option(label="Liverpool")
        page.get_by_label("What do you want to complain about?").fill("Somebody looked")
        page.get_by_role("button", name="Send the complaint").click()
        said = page.get_by_text("Code").first.inner_text()
        row, code = Complaint.objects.get(), said.split("Code ")[1][:10]
        handling.answer(
            row.pk, words="It was a nurse", by=people.person("Ada", "account_administrator"), at=timezone.now()
        )
        page.get_by_role("link", name="Ask how far a complaint is").click()
        page.get_by_label("Number of the complaint").fill(str(row.number))
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Show").click()
        page.get_by_text("It was a nurse").wait_for()
        page.get_by_role("link", name="Ask the national team").click()
        page.get_by_label("Number of the complaint").fill(str(row.number))
        page.get_by_label("Code").fill(code)
        page.get_by_label("Why are you not satisfied?").fill("Which nurse?")
        page.get_by_role("button", name="Ask the national team").click()
        page.get_by_text("The national team looks at it").first.wait_for()
    assert Complaint.objects.get().passed_on_at is not None
