"""The library of guidance in a browser: accessible, narrow and wide, and without JavaScript (R-LARA-8, ux.md 6)."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Practitioner
from readiness import missed_words
from readiness.models import GuidanceRead
from tests import people
from tests.browser import NARROW, WIDTHS, check_page, open_page, shoot
from tests.readiness.returns import derby, director
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")
TEAMS = "shielding-teams"


def signed_in(page: Page, who: Practitioner, address: str) -> None:
    client = Client()
    people.sign_in(client, who)
    enter(page, Scene(who, client), address)


def look(page: Page, name: str, width: int) -> None:
    check_page(page)
    if PICTURES:
        shoot(page, Path(PICTURES) / f"guidance-{name}-{width}.png")


def search(page: Page, words: str) -> None:
    page.get_by_label("Search the guidance").fill(words)
    page.get_by_role("button", name="Search").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_library_is_accessible(width: int, browser: Browser, live_server: Any) -> None:
    now = timezone.now()
    dan = director(at=now)
    nat = people.person("Nat", "national_team", where=people.national_team(), at=now)
    GuidanceRead.objects.create(practitioner=dan, slug=TEAMS, version=1, read_at=now)
    for _ in range(missed_words.SHOWN_FROM):
        missed_words.count(["unicorn"], at=now)
    hers = {"missing": reverse("missing_guidance")}
    his = {
        "library": reverse("guidance"),
        "document": reverse("view_guidance", args=[TEAMS]),
        "earlier": reverse("view_guidance_version", args=[TEAMS, 1]),
        "versions": reverse("guidance_versions", args=[TEAMS]),
        "differences": reverse("compare_guidance", args=[TEAMS, 1, 2]),
        "readers": reverse("guidance_readers"),
        "unread": reverse("guidance_unread", args=[TEAMS]),
    }
    with open_page(browser, width=width) as page:
        for who, pages in ((dan, his), (nat, hers)):
            signed_in(page, who, live_server.url)
            for name, where in pages.items():
                page.goto(live_server.url + where)
                look(page, name, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_answer_of_the_search_is_accessible_signed_out(width: int, browser: Browser, live_server: Any) -> None:
    with open_page(browser, width=width) as page:
        page.goto(live_server.url + reverse("guidance"))
        look(page, "signed-out", width)
        for words, name in (("urgent shield", "found"), ("sheilding", "mistyped"), ("", "empty")):
            search(page, words)
            page.get_by_role("heading", level=1).wait_for()
            look(page, name, width)


def test_somebody_looks_for_reads_and_compares_without_javascript(browser: Browser, live_server: Any) -> None:
    """R-LARA-8: mistyped, found, what changed is read, and it is said to be read."""
    sam = people.person("Sam", "shielding_officer", where=derby())
    GuidanceRead.objects.create(practitioner=sam, slug=TEAMS, version=1, read_at=timezone.now())
    with open_page(browser, width=NARROW, javascript=False) as page:
        signed_in(page, sam, live_server.url)
        page.goto(live_server.url + reverse("shielding_home"))
        page.get_by_role("link", name="About shielding", exact=True).click()
        page.get_by_role("link", name="Back").click()
        page.get_by_role("heading", name="Hidden records of Derby").wait_for()
        page.get_by_role("link", name="Guidance", exact=True).click()
        search(page, "deputys")
        page.get_by_role("button", name="deputies").click()
        page.get_by_role("link", name="How does a shielding team work?").click()
        page.get_by_role("link", name="What has changed since version 1").click()
        page.get_by_text("After 24 hours the team and its deputies are told").wait_for()
        page.get_by_role("link", name="Back").click()
        page.get_by_role("link", name="Version 2").click()
        page.get_by_role("button", name="I have read this version").click()
        page.get_by_text("You read this version on").wait_for()
    assert GuidanceRead.objects.filter(practitioner=sam, version=2).exists()
