"""Kill the browser, the sign-in or the server anywhere in a return: at most the last answer is lost (R-LARA-3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.models import Practitioner
from readiness import returning
from readiness.marks import mark_of
from readiness.models import Return
from tests.browser import NARROW, open_page
from tests.journeys.test_find_and_record import sign_in
from tests.journeys.test_kept_answers import sign_in_again
from tests.readiness.files import PDF
from tests.readiness.returns import lead
from tests.readiness.test_detail_pages import RISK
from tests.readiness.test_return_pages import signed_in

TABLES = ("answer", "evidence", "evidencepart", "assignment", "risk", "planneddate")
Step = tuple[str, dict[str, Any]]


class Killed(BaseException):
    """The process is gone in the middle of a request: nothing of it runs any more."""


def steps(one: Return, rita: Practitioner) -> list[Step]:
    """Everything that a lead sends in the course of a return."""
    seen = {"seen": mark_of({})}  # no date was planned, and no part assigned
    dates = {**seen, "RA1_day": "27", "RA1_month": "3", "RA1_year": f"{timezone.localdate().year + 1}"}
    file = {"file": SimpleUploadedFile("Minutes.pdf", PDF)}
    return [
        (reverse("assign_themes", args=[one.pk]), {**seen, "governance": str(rita.pk)}),
        (reverse("answer_question", args=[one.pk, "GOV1"]), {"level": "1", "comment": "First"}),
        (reverse("autosave_answer", args=[one.pk, "GOV2"]), {"comment": "Half a sen"}),
        (reverse("answer_question", args=[one.pk, "GOV2"]), {"level": "2", "comment": "Half a sentence"}),
        (reverse("add_evidence", args=[one.pk, "GOV1"]), file),
        (reverse("add_risk", args=[one.pk]), RISK),
        (reverse("plan_dates", args=[one.pk]), dates),
        (reverse("answer_question", args=[one.pk, "GOV1"]), {"level": "3", "comment": "Changed"}),
    ]


def kept() -> list[tuple[Any, ...]]:
    """Every row of the return, as the database has it."""
    with connection.cursor() as cursor:
        rows = []
        for table in TABLES:
            cursor.execute(f"SELECT %s, t::text FROM readiness_{table} t ORDER BY 2", [table])
            rows += cursor.fetchall()
    return rows


@pytest.mark.django_db(transaction=True)
def test_a_browser_and_a_sign_in_that_die_after_each_step_lose_nothing() -> None:
    rita = lead(at=timezone.now())
    one = returning.begin(by=rita, at=timezone.now())
    before = kept()
    for where, said in steps(one, rita):
        client = signed_in(rita)
        assert client.post(where, said).status_code in (200, 303)
        client.session.flush()
        after = kept()
        assert after != before, where
        assert client.get(reverse("view_return", args=[one.pk]))["Location"].startswith("/sign-in")
        before = after
    page = signed_in(rita).get(reverse("submit_return", args=[one.pk])).content.decode()
    for words in ("Changed", "Half a sentence", "Minutes.pdf", "Two trainers leave", "27 March"):
        assert words in page


@pytest.mark.django_db(transaction=True)
def test_a_server_that_dies_in_any_step_loses_that_step_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rita = lead(at=timezone.now())
    one = returning.begin(by=rita, at=timezone.now())
    for number in range(len(steps(one, rita))):
        where, said = steps(one, rita)[number]
        before = kept()
        client = signed_in(rita)
        with monkeypatch.context() as patched:
            patched.setattr(returning, "record", killed)  # at the end of the act, when all is written
            with pytest.raises(Killed):
                client.post(where, said)
        assert kept() == before, where
        where, said = steps(one, rita)[number]
        assert signed_in(rita).post(where, said).status_code in (200, 303)
        assert kept() != before, where


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_not_even_the_last_answer_is_lost_when_the_sign_in_ends(
    browser: Browser, live_server: Any, settings: Any
) -> None:
    """Without JavaScript: it is kept while she signs in again, and sent again with one press."""
    rita = lead(at=timezone.now())
    one = returning.begin(by=rita, at=timezone.now())
    with open_page(browser, width=NARROW, javascript=False) as page:
        sign_in(page, rita, live_server.url)
        page.goto(live_server.url + reverse("answer_question", args=[one.pk, "GOV1"]))
        page.locator("input[name=level]").nth(3).check()
        page.get_by_label("What shows it?").fill("The minutes of March")
        settings.SESSION_IDLE = timedelta(0)
        page.get_by_role("button", name="Save and continue").click()
        assert not one.answers.exists()
        sign_in_again(page, rita, settings)
        page.get_by_role("button", name="Go on with these answers").click()
        page.get_by_role("heading", level=1).wait_for()
    answer = one.answers.get(question="GOV1")
    assert (answer.level, answer.comment) == (3, "The minutes of March")


def killed(*args: Any, **more: Any) -> None:
    raise Killed
