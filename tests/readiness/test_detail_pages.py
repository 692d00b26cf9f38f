"""The pages around the answers of a return: evidence, risks, dates, colleagues, opening again (R-LARA-3)."""

import re
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contactpoint.pages.dates import day_in_words, month_in_words
from readiness import evidence, returning
from readiness.lateness import due_on
from readiness.models import Answer, Evidence, Return, Risk, State
from readiness.risks import RiskGiven, add_risk
from tests import people
from tests.readiness.files import HONEST, PDF
from tests.readiness.returns import answered, director, lead, submitted
from tests.readiness.test_return_pages import signed_in

pytestmark = pytest.mark.django_db
RISK = {"what": "Two trainers leave", "likelihood": "high", "impact": "low", "owner": "Rita", "action": "Train others"}


def begun() -> tuple[Return, Client]:
    rita = lead(at=timezone.now())
    return returning.begin(by=rita, at=timezone.now()), signed_in(rita)


def text(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, where: str, said: dict[str, str]) -> str:
    """As the page's form is sent, the mark of what it showed among it: the page that comes then."""
    seen = re.findall(r'name="seen"(?: value="(\w+)")?', text(client, where))
    return client.post(where, {**said, "seen": seen[0]}, follow=True).content.decode()


def upload(client: Client, one: Return, name: str, content: bytes) -> Any:
    where = reverse("add_evidence", args=[one.pk, "GOV1"])
    return client.post(where, {"file": SimpleUploadedFile(name, content)}, follow=True)


# --- Evidence -----------------------------------------------------------------------------------------------


def test_a_file_is_added_shown_with_the_answer_and_removed() -> None:
    one, client = begun()
    assert "Minutes.pdf is added" in upload(client, one, "Minutes.pdf", PDF).content.decode()
    page = text(client, reverse("add_evidence", args=[one.pk, "GOV1"]))
    assert "Added by Rita Example" in page
    assert "Not scanned for viruses" in page
    assert "Minutes.pdf" in text(client, reverse("answer_question", args=[one.pk, "GOV1"]))
    assert "Minutes.pdf" in text(client, reverse("submit_return", args=[one.pk]))
    removed = client.post(reverse("remove_evidence", args=[Evidence.objects.get().pk]), follow=True)
    assert "Minutes.pdf is removed" in removed.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("ending", HONEST)
def test_a_file_leaves_as_a_download_alone(ending: str) -> None:
    one, client = begun()
    upload(client, one, f"x.{ending}", HONEST[ending])
    answer: Any = client.get(reverse("download_evidence", args=[Evidence.objects.get().pk]))
    assert b"".join(answer.streaming_content) == HONEST[ending]
    assert answer["Content-Disposition"] == f'attachment; filename="x.{ending}"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Length"] == str(len(HONEST[ending]))
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.pdf", b"", "The selected file is empty"),
        ("x.exe", PDF, "The selected file must be a PDF, DOCX, ODT, XLSX, ODS, CSV, PNG or JPEG"),
        ("x.pdf", b"MZ\x90", "open it, save it as PDF and select what you saved"),
        ("x.pdf", PDF + bytes(evidence.LARGEST), "The selected file must be 20MB or smaller"),
    ],
)
def test_a_file_that_will_not_do_is_refused_with_what_to_do(name: str, content: bytes, words: str) -> None:
    one, client = begun()
    answer = upload(client, one, name, content)
    assert answer.status_code == 422
    assert answer.content.decode().count(words) == 2  # above and at the field
    assert not Evidence.objects.exists()


def test_no_file_at_all_is_told_what_to_select() -> None:
    one, client = begun()
    answer = client.post(reverse("add_evidence", args=[one.pk, "GOV1"]))
    assert "Select a file that shows that the answer is true" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.pdf", "=cmd|' /C calc'!A1.pdf", "x; filename=y.exe; .pdf", "\u202efdp.pdf"]
)
def test_a_hostile_name_reaches_neither_header_nor_page(name: str) -> None:
    one, client = begun()
    upload(client, one, name, PDF)
    kept = Evidence.objects.get()
    answer = client.get(reverse("download_evidence", args=[kept.pk]))
    assert re.fullmatch(r"[\w][\w .()-]*\.pdf", kept.file_name)
    assert answer["Content-Disposition"] == f'attachment; filename="{kept.file_name}"'


def test_save_and_add_files_keeps_the_answer_first() -> None:
    one, client = begun()
    said = {"level": "2", "comment": "Soon", "files": "yes"}
    answer = client.post(reverse("answer_question", args=[one.pk, "GOV1"]), said)
    assert answer["Location"] == reverse("add_evidence", args=[one.pk, "GOV1"])
    assert Answer.objects.get().comment == "Soon"


def test_last_months_files_stand_beside_last_months_answer() -> None:
    now = timezone.now()
    rita = lead(at=now)
    last, client = answered(by=rita, at=now), signed_in(rita)
    upload(client, last, "Minutes of last month.pdf", PDF)
    returning.submit(last.pk, by=rita, at=now)
    Return.objects.update(month=returning.month_of(now - relativedelta(months=1)))
    one = returning.begin(by=rita, at=now)
    assert "Minutes of last month.pdf" in text(client, reverse("answer_question", args=[one.pk, "GOV1"]))
    assert "Minutes of last month.pdf" not in text(client, reverse("answer_question", args=[one.pk, "GOV2"]))


def test_a_file_that_is_removed_too_late_stays() -> None:
    one, client = begun()
    upload(client, one, "x.pdf", PDF)
    Return.objects.update(state=State.SUBMITTED, submitted_at=timezone.now())
    answer = client.post(reverse("remove_evidence", args=[Evidence.objects.get().pk]), follow=True)
    assert "Nothing of yours was saved" in answer.content.decode()
    assert Evidence.objects.exists()


# --- The rest -----------------------------------------------------------------------------------------------


def test_a_director_opens_a_signed_return_again_on_its_page() -> None:
    now = timezone.now()
    dan, one = director(at=now), submitted(at=now)
    returning.sign(one.pk, by=dan, at=now)
    client, where = signed_in(dan), reverse("reopen_return", args=[one.pk])
    assert where in text(client, reverse("view_return", args=[one.pk]))
    assert "Enter why the return is opened again" in client.post(where).content.decode()
    done = client.post(where, {"because": "GOV1 was too high"}, follow=True).content.decode()
    assert "The return is open again" in done
    assert "Open again, to be corrected: GOV1 was too high" in done
    assert "Nothing of yours was saved" in client.post(where, {"because": "Twice"}, follow=True).content.decode()


def test_a_part_is_assigned_on_its_page_and_stands_in_the_list() -> None:
    one, client = begun()
    robin = lead(at=timezone.now(), name="Robin")
    where = reverse("assign_themes", args=[one.pk])
    assert "Robin Example" in text(client, where)
    done = send(client, where, {"legal": str(robin.pk)})
    assert "answered. Robin Example" in done
    assert "Assigned to you" not in done
    assert "Assigned to you: Legal basis and information sharing." in text(
        signed_in(robin), reverse("view_return", args=[one.pk])
    )
    wrong = client.post(where, {"legal": str(people.social_worker().pk)})
    assert "Select a person from the list" in wrong.content.decode()


def test_a_risk_is_added_changed_and_removed_on_its_pages() -> None:
    one, client = begun()
    where = reverse("add_risk", args=[one.pk])
    empty = client.post(where).content.decode()
    for words in ("Enter what could go wrong", "Select how likely it is", "Enter who looks after it"):
        assert words in empty
    assert "Two trainers leave" in client.post(where, RISK, follow=True).content.decode()
    risk = reverse("change_risk", args=[Risk.objects.get().pk])
    assert "Train others" in text(client, risk)
    assert client.post(risk, {**RISK, "impact": "huge"}).status_code == 422
    send(client, risk, {**RISK, "what": "One trainer leaves"})
    assert Risk.objects.get().what == "One trainer leaves"
    assert "The risk is removed" in send(client, risk, {"remove": "yes"})
    assert not Risk.objects.exists()


def test_dates_are_planned_in_the_order_of_the_checks_and_never_in_the_past() -> None:
    one, client = begun()
    where, year = reverse("plan_dates", args=[one.pk]), timezone.localdate().year + 1

    def day(check: str, number: int, of: int = year) -> dict[str, str]:
        return {f"{check}_day": f"{number}", f"{check}_month": "6", f"{check}_year": f"{of}"}

    names = [line for line in text(client, where).split('name="') if line.startswith("RA10")]
    assert len(names) == 3
    past = client.post(where, day("RA1", 3, 2008))
    assert "The date of RA1 must be today or in the future" in past.content.decode()
    crossed = client.post(where, {**day("RA1", 20), **day("RA2", 19)})
    assert "The date of RA2 must not be before that of RA1" in crossed.content.decode()
    done = send(client, where, {**day("RA1", 19), **day("RA2", 20)})
    assert f"RA2, Lawful: 20 June {year}" in done


def test_risks_of_last_month_are_taken_over_with_one_press() -> None:
    now = timezone.now()
    rita = lead(at=now)
    last = answered(by=rita, at=now)
    add_risk(last.pk, RiskGiven(**RISK), by=rita, at=now)
    returning.submit(last.pk, by=rita, at=now)
    Return.objects.update(month=returning.month_of(now - relativedelta(months=1)))
    one, client = returning.begin(by=rita, at=now), signed_in(rita)
    assert "Take over the risks, dates and colleagues of" in text(client, reverse("view_return", args=[one.pk]))
    done = client.post(reverse("carry_over_details", args=[one.pk]), follow=True).content.decode()
    assert "Two trainers leave" in done
    assert "Take over" not in done
    assert "Two trainers leave" in text(client, reverse("submit_return", args=[one.pk]))


def test_the_list_says_when_a_return_is_due_and_last_months_can_still_be_begun() -> None:
    now = timezone.now()
    rita = lead(at=now)
    client, this = signed_in(rita), returning.month_of(now)
    last, older = this - relativedelta(months=1), this - relativedelta(months=2)
    Return.objects.create(organisation=rita.organisation, month=older, framework=1, begun_at=now)
    page = text(client, reverse("list_returns"))
    assert f"Due on {day_in_words(due_on(this))}" in page
    assert f"Late: it was due on {day_in_words(due_on(older))}" in page
    assert f"Begin the return of {month_in_words(last)}" in page
    client.post(reverse("begin_return"), {"month": last.isoformat()})
    assert Return.objects.filter(month=last).exists()
    client.post(reverse("begin_return"), {"month": "2008-03-01"})  # is not to be begun: it is this month's
    assert set(Return.objects.values_list("month", flat=True)) == {older, last, this}


def test_what_is_typed_is_saved_while_it_is_typed() -> None:
    one, client = begun()
    where = reverse("autosave_answer", args=[one.pk, "GOV1"])
    assert list(client.post(where, {"comment": "Half a sen"}).json()) == ["saved"]
    assert Answer.objects.get().comment == "Half a sen"
    assert client.post(where, {"comment": "x" * 2_001}).status_code == 422
    Return.objects.update(state=State.SUBMITTED, submitted_at=timezone.now())
    assert client.post(where, {"comment": "Too late"}).status_code == 409
    assert client.get(where).status_code == 405
    assert Answer.objects.get().comment == "Half a sen"
