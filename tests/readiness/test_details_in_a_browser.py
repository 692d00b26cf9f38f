"""The pages around the answers of a return in a browser: autosave, without JavaScript, narrow and wide (R-LARA-3)."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from readiness import returning
from readiness.models import Answer, Return, Risk
from readiness.risks import RiskGiven, add_risk
from tests.browser import NARROW, WIDTHS, check_page, open_page, shoot
from tests.readiness.files import PDF
from tests.readiness.returns import director, lead
from tests.readiness.test_detail_pages import RISK, begun, upload
from tests.readiness.test_return_pages import signed_in
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

PICTURES = os.environ.get("PICTURES")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_says_when_it_saved_what_is_typed(browser: Browser, live_server: Any) -> None:
    now = timezone.now()
    rita = lead(at=now)
    one = returning.begin(by=rita, at=now)
    with open_page(browser, alone=True) as page:
        page.clock.install()
        enter(page, Scene(rita, signed_in(rita)), live_server.url)
        page.goto(live_server.url + reverse("answer_question", args=[one.pk, "GOV1"]))
        page.get_by_label("What shows it?").fill("The director leads")
        page.clock.run_for(20_000)
        page.get_by_text("Saved at ").wait_for()
        check_page(page)
    kept = Answer.objects.get()
    assert (kept.level, kept.comment) == (None, "The director leads")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_evidence_risk_and_date_without_javascript(browser: Browser, live_server: Any) -> None:
    one, _ = begun()
    rita = lead(at=timezone.now(), name="Robin")
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, Scene(rita, signed_in(rita)), live_server.url)
        page.goto(live_server.url + reverse("answer_question", args=[one.pk, "GOV1"]))
        page.locator("input[name=level]").nth(2).check()
        page.get_by_role("button", name="Save and add files").click()
        page.get_by_label("File").set_input_files({"name": "Minutes.pdf", "mimeType": "application/pdf", "buffer": PDF})
        page.get_by_role("button", name="Add the file").click()
        page.get_by_text("Minutes.pdf is added").wait_for()
        with page.expect_download() as download:
            page.get_by_role("link", name="Minutes.pdf").click()
        assert download.value.path().read_bytes() == PDF
        name_a_risk_and_a_date(page, live_server.url + reverse("view_return", args=[one.pk]))
        page.get_by_role("link", name="Assign the parts to colleagues").click()
        page.get_by_label("Communications").select_option("Rita Example")
        page.get_by_role("button", name="Assign").click()
        page.get_by_text("The parts are assigned").wait_for()
    assert Risk.objects.get().owner == "Rita Example"
    assert Return.objects.get().planned_dates.count() == 1


def name_a_risk_and_a_date(page: Page, where: str) -> None:
    page.goto(where)
    page.get_by_role("link", name="Add a risk").click()
    page.get_by_label("What could go wrong?").fill("Two trainers leave")
    for group in ("How likely is it?", "How much would it set you back?"):
        page.get_by_role("group", name=group).get_by_label("High").check()
    page.get_by_label("Who looks after it?").fill("Rita Example")
    page.get_by_label("What is done about it?").fill("A second team is trained")
    page.get_by_role("button", name="Save the risk").click()
    page.get_by_role("link", name="Change the planned dates").click()
    date = page.get_by_role("group", name="RA1: Mobilised")
    for box, value in (("Day", "27"), ("Month", "3"), ("Year", f"{timezone.localdate().year + 1}")):
        date.get_by_label(box).fill(value)
    page.get_by_role("button", name="Save the dates").click()
    page.get_by_text("The dates are saved").wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_around_the_answers_is_accessible(width: int, browser: Browser, live_server: Any) -> None:
    now = timezone.now()
    dan, (one, hers) = director(at=now), begun()
    rita = lead(at=now, name="Robin")
    upload(hers, one, "A" * 90 + ".pdf", PDF)
    risk = add_risk(one.pk, RiskGiven(**RISK), by=rita, at=now)
    pages = [
        reverse("view_return", args=[one.pk]),
        *(reverse(name, args=[one.pk, "GOV1"]) for name in ("add_evidence", "answer_question")),
        *(reverse(name, args=[one.pk]) for name in ("assign_themes", "add_risk", "plan_dates", "submit_return")),
        reverse("change_risk", args=[risk.pk]),
        reverse("list_returns"),
    ]
    with open_page(browser, width=width) as page:
        enter(page, Scene(rita, hers), live_server.url)
        for where in pages:
            page.goto(live_server.url + where)
            check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"{pages.index(where)}-{width}.png")
        enter(page, Scene(dan, signed_in(dan)), live_server.url)
        page.goto(live_server.url + reverse("reopen_return", args=[one.pk]))
        check_page(page)
