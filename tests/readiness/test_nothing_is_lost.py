"""Kill the browser, the sign-in or the server anywhere in a return: at most the last answer is lost (R-LARA-3)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from readiness import returning
from readiness.models import Return
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
    dates = {"RA1_day": "27", "RA1_month": "3", "RA1_year": f"{timezone.localdate().year + 1}"}
    file = {"file": SimpleUploadedFile("Minutes.pdf", PDF)}
    return [
        (reverse("assign_themes", args=[one.pk]), {"governance": str(rita.pk)}),
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


def killed(*args: Any, **more: Any) -> None:
    raise Killed
