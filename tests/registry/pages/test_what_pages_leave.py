"""What does a walk through the pages leave behind? One event an act, and no word about a child anywhere else."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from audit.models import Event
from tests.database import APPLICATION, OWNER, role

pytestmark = pytest.mark.django_db
ASKED = {"forename": "Jon", "surname": "Smyth", "born_year": "2017"}
PERSONAL = ("jon", "smyth", "john", "smith", "2017", "fern", "l18")


def walk(client: Client, john: UUID) -> list[Any]:
    """Search, see the child named, state a reason, read the record twice."""
    sent = client.post("/search", ASKED)
    found = client.get(sent["Location"])
    record = f"/children/{john}"
    closed = client.get(record)
    stated = client.post(f"{record}/reason", {"reason": "providing_service"})
    return [sent, found, closed, stated, client.get(record), client.get(record)]


def test_each_act_has_exactly_one_event(signed_in: Client, john: UUID) -> None:
    """SEC-43, R-AUDIT-1: two looks at a record are two events; the page before a reason is none."""
    before = Event.objects.count()
    walk(signed_in, john)
    verbs = Counter(Event.objects.order_by("id").values_list("verb", flat=True)[before:])
    assert verbs["search.run"] == verbs["reason.stated"] == 1
    assert verbs["child.opened"] == 2
    named = Event.objects.filter(verb="child.named", because="search")
    assert named.count() == 1


@contextmanager
def unwritable_log() -> Iterator[None]:
    with role(OWNER), connection.cursor() as cursor:
        cursor.execute(f"REVOKE INSERT ON audit_event FROM {APPLICATION}")
    yield


def test_nothing_is_shown_before_a_reason_nor_when_the_log_cannot_be_written(signed_in: Client, john: UUID) -> None:
    """SEC-12: without the event there is no page, and without the reason nothing that the search had not shown."""
    sent, _, closed, _, opened, _ = walk(signed_in, john)
    assert "Mossley Hill" in opened.content.decode()
    assert "Mossley Hill" not in closed.content.decode()
    signed_in.raise_request_exception = False
    with unwritable_log():
        for path in (f"/children/{john}", sent["Location"]):
            answer = signed_in.get(path)
            assert answer.status_code >= 500, path
            assert not [word for word in ("Mossley", "John", "Smith") if word in answer.content.decode()], path


def test_no_address_title_or_log_line_says_who_was_sought(
    signed_in: Client, john: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    """SEC-21: what a browser, a proxy or a log file keeps."""
    with caplog.at_level(logging.DEBUG):
        answers = walk(signed_in, john)
    addresses = [answer.headers.get("Location", "") for answer in answers]
    titles = [page.split("</title>")[0].split("<title>")[-1] for a in answers if (page := a.content.decode())]
    kept = "\n".join([*addresses, *titles, caplog.text.replace(str(john), "")]).lower()
    assert not [(word, line) for line in kept.splitlines() for word in PERSONAL if word in line]


def test_no_page_is_kept_by_a_browser(signed_in: Client, john: UUID) -> None:
    """SEC-21."""
    for answer in walk(signed_in, john):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "unsafe" not in answer["Content-Security-Policy"]
