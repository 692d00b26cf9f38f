"""The pages that bring a delivery in and show how far it is (ux 2(g))."""

import io
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Practitioner
from accounts.sessions import SEEN_AT
from feeds.models import Delivery, Way
from feeds.progress import progress
from registry.models import Source
from tests import people
from tests.feeds.children import FORMATS
from tests.feeds.conftest import NOON
from tests.feeds.delivered import delivery, foreseen, rows
from tests.feeds.long_files import LONG_FILES, Stream
from tests.feeds.seeing import at, source, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
FILE = FORMATS["births"](3)
KIND = "multipart/form-data; boundary=b"


def upload(page: Client, content: bytes = FILE, *, of: str = "births", what: str = "load") -> Any:
    file = SimpleUploadedFile("births.csv", content)
    return page.post("/feeds/upload", {"source": source(of), "file": file, "what": what})


# --- Uploading ----------------------------------------------------------------------------------------------


def test_a_delivery_is_uploaded_under_the_name_of_who_does_it(page: Client, opal: Practitioner) -> None:
    answer = upload(page)
    row = Delivery.objects.get()
    assert answer["Location"] == at(row)
    assert (row.way, row.sent_by, row.trial, row.file_name) == (Way.UPLOAD, opal, False, "births.csv")
    assert "Reading the file" in text(page, at(row))
    assert "You can leave this page; we will email you." in text(page, at(row))


def test_a_file_can_be_checked_without_applying(page: Client) -> None:
    upload(page, what="check")
    row = Delivery.objects.get()
    assert row.trial
    assert "Nothing is changed by it." in text(page, at(row))


def test_the_limits_are_told_before(page: Client) -> None:
    shown = text(page, "/feeds/upload")
    assert "Smaller than 500MB. It is kept encrypted" in shown
    assert "Larger files come by the delivery folder" in shown


def sent_slowly(size: int) -> Iterator[bytes]:
    """A form whose file is as large as that, as a browser sends it."""
    for name, value in {"source": source("births"), "what": "load"}.items():
        yield f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="births.csv"\r\n\r\n'
    yield from LONG_FILES["births"](size)
    yield b"\r\n--b--\r\n"


@pytest.mark.parametrize("size", [20_000_000, pytest.param(200_000_000, marks=pytest.mark.long)])
def test_a_large_file_is_never_held_as_a_whole(page: Client, size: int) -> None:
    """Neither by what reads the form nor by what seals the file."""
    length = sum(map(len, sent_slowly(size)))
    form = io.BufferedReader(Stream(sent_slowly(size)))
    page.get("/feeds/upload")  # what every first request loads is not the file
    extra: dict[str, Any] = {"wsgi.input": form, "CONTENT_LENGTH": length, "CONTENT_TYPE": KIND}
    tracemalloc.start()
    try:
        answer = page.generic("POST", "/feeds/upload", **extra)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert answer.status_code == 303
    assert Delivery.objects.get().size > size
    assert most < 15_000_000


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"file": None}, "Select a file"),
        ({"file": b""}, "The selected file is empty"),
        ({"file": b"x" * 2000}, "The selected file must be smaller than 0MB"),
        ({"source": ""}, "Select which source it is from"),
        ({"source": "00000000-0000-4000-8000-000000000000"}, "Select source from the list"),
        ({"what": ""}, "Select what you want to do"),
    ],
)
def test_what_is_missing_or_wrong_is_said(page: Client, settings: Any, sent: dict[str, Any], words: str) -> None:
    settings.LARGEST_UPLOAD = 2000
    told = {"source": source(), "file": FILE, "what": "load"} | sent
    if (content := told.pop("file")) is not None:
        told["file"] = SimpleUploadedFile("births.csv", content)
    answer = page.post("/feeds/upload", told)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Delivery.objects.exists()


def test_a_source_that_is_not_accredited_is_only_checked(page: Client) -> None:
    Source.objects.update(accredited_at=None)
    assert "is not accredited: select check without applying" in upload(page).content.decode()
    assert upload(page, what="check").status_code == 303
    assert "Not accredited: can only be checked" in text(page, "/feeds/upload")


def test_the_same_file_leads_to_its_first_delivery(page: Client) -> None:
    first = upload(page)["Location"]
    answer = upload(page)
    assert answer["Location"] == first
    assert "This file was received before" in text(page, first)
    assert Delivery.objects.count() == 1


def test_people_upload_for_the_sources_they_look_after_alone(client: Client, dora: Practitioner) -> None:
    """SEC-30, R-FEED-2: a data officer for the own area, an operator for national sources."""
    people.sign_in(client, dora)
    assert client.get("/feeds/upload").status_code == 403
    Source.objects.filter(code="social-care").update(area=people.liverpool())
    assert "Social care records" in text(client, "/feeds/upload")
    assert upload(client).status_code == 422
    assert upload(client, FORMATS["social-care"](1), of="social-care").status_code == 303
    nat = people.person("Nat", "national_team", where=people.national_team())  # reads reports, and brings nothing
    reader = Client()
    people.sign_in(reader, nat)
    assert reader.get("/feeds/upload").status_code == 403
    operators = Client()
    people.sign_in(operators, people.operator())
    assert upload(operators, FORMATS["social-care"](2), of="social-care").status_code == 422
    assert Delivery.objects.get().source.code == "social-care"


# --- How far it is ------------------------------------------------------------------------------------------


def test_the_progress_is_told_in_words_and_numbers(page: Client) -> None:
    row = delivery(state="foreseeing", pending=3000)
    rows(row, "received", 3000)
    foreseen(row, 1200, among=3000)
    assert "1,200 of 3,000 rows checked" in text(page, at(row))
    assert page.get(f"{at(row)}/progress").json() == {
        "over": False, "words": "1,200 of 3,000 rows checked", "done": 1200, "total": 3000,
    }  # fmt: skip
    Delivery.objects.update(state="applying", pending=500, created=2500)
    assert page.get(f"{at(row)}/progress").json()["words"] == "2,500 of 3,000 rows loaded"
    Delivery.objects.update(state="done", pending=0, created=3000)
    assert page.get(f"{at(row)}/progress").json() == {"over": True}


def test_what_waits_because_we_stopped_the_source_says_so() -> None:
    Source.objects.update(stopped_at=NOON)
    assert progress(delivery(state="received")).words == "Waiting: we have stopped this source"


def test_a_page_that_looks_by_itself_keeps_no_sign_in_alive(page: Client) -> None:
    """R-USER-4."""
    row = delivery(state="received")
    seen = timezone.now() - timedelta(minutes=5)
    session = page.session
    session[SEEN_AT] = seen.timestamp()
    session.save()
    page.get(f"{at(row)}/progress", headers={"X-Unattended": ""})
    assert page.session[SEEN_AT] == seen.timestamp()
    page.get(f"{at(row)}/progress")
    assert page.session[SEEN_AT] > seen.timestamp()
