"""Is each told what became of a delivery, once, and nobody of a child? (R-FEED-4)"""

from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.delivery import PAUSES
from accounts.models import Message, Notice, Practitioner
from contactpoint.jobs.models import Job
from contactpoint.jobs.queue import run_due
from feeds.feedback import text_for_supplier
from feeds.models import Delivery, DeliveryState, Way
from feeds.reasons import Reason
from feeds.receive import receive
from feeds.telling import tell_of
from registry.models import Source
from tests import people
from tests.feeds import files
from tests.feeds.delivered import delivery, in_review, rows, stopped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def contact(db: None, world: None) -> str:
    Source.objects.update(contact="data@gro.example.org")
    return "data@gro.example.org"


def kinds(who: Practitioner) -> list[str]:
    return list(Notice.objects.filter(practitioner=who).order_by("at", "kind").values_list("kind", flat=True))


def told(row: Delivery) -> None:
    tell_of(row.pk, at=timezone.now())


def letters() -> list[Any]:
    """To suppliers, after the outbox was worked through."""
    run_due(at=timezone.now())
    return [letter for letter in mail.outbox if letter.to == ["data@gro.example.org"]]


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        ({"created": 3}, "delivery_done"),
        ({"trial": True, "created": 3}, "delivery_tried"),
        ({"state": "refused", "stopped_because": Reason.EMPTY}, "delivery_refused"),
        ({"state": "applying"}, None),
    ],
)
def test_who_uploaded_it_is_told_once(opal: Practitioner, made: dict[str, Any], kind: str | None) -> None:
    other = people.operator()
    row = delivery(sent_by=opal, **made)
    for _ in range(2):
        told(row)
    assert kinds(opal) == ([kind] if kind else [])
    assert kinds(other) == []
    paths = set(Notice.objects.values_list("path", flat=True))
    assert paths == ({f"/feeds/deliveries/{row.pk}"} if kind else set())


def test_who_looks_after_the_source_is_told_what_waits_for_them(opal: Practitioner) -> None:
    other = people.operator()
    dora = people.person("Dora", "data_officer")
    told(stopped(sent_by=opal))
    told(in_review(sent_by=opal))
    assert kinds(opal) == ["delivery_stopped"]  # the own one cannot be approved
    assert kinds(other) == ["delivery_stopped", "delivery_to_approve"]
    assert kinds(dora) == []
    Source.objects.update(area=people.liverpool())
    told(stopped())
    assert (kinds(dora), len(kinds(other))) == (["delivery_stopped"], 2)


def test_each_state_is_told(opal: Practitioner) -> None:
    row = stopped(sent_by=opal)
    told(row)
    Delivery.objects.filter(pk=row.pk).update(state="done", stopped_because="", pending=0, created=19)
    told(row)
    assert kinds(opal) == ["delivery_stopped", "delivery_done"]


def test_a_worker_tells_when_the_last_step_is_done(opal: Practitioner) -> None:
    source, at = Source.objects.get(code="births"), timezone.now()
    broken = files.csv_file(files.BIRTHS, [files.birth(1)], total=2)
    row = receive(BytesIO(broken), source=source, file_name="x.csv", way=Way.UPLOAD, sent_by=opal, at=at)
    run_due(at=at)
    row.refresh_from_db()
    assert row.state == DeliveryState.REFUSED
    assert kinds(opal) == ["delivery_refused"]


def test_the_contact_of_the_source_gets_what_can_be_put_right(contact: str) -> None:
    row = delivery(created=50, waiting=5, quarantined=2)
    rows(row, "quarantined", 2, Reason.POSTCODE_INVALID, field="postcode", first=7)
    rows(row, "waiting", 5, Reason.NEEDS_PERSON, first=20)
    told(row)
    (letter,) = letters()
    assert letter.subject == "What became of your delivery to ContactPoint (Birth registrations)"
    assert "To General Register Office," in letter.body
    assert (
        "- 2 rows: A postcode is not shaped like one. Put it right, or leave it empty. Column: postcode." in letter.body
    )
    assert "Lines 8, 9." in letter.body
    assert "close to a record" not in letter.body
    told(row)
    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("made", "written"),
    [
        ({"created": 3}, False),
        ({"created": 3, "refused": 1}, True),
        ({"created": 3, "quarantined": 1, "trial": True}, False),
        ({"state": "refused", "stopped_because": Reason.TOTAL_WRONG}, True),
        ({"state": "stopped", "stopped_because": Reason.TOO_MANY_ERRORS, "quarantined": 9}, False),
    ],
)
def test_the_contact_hears_only_of_what_is_theirs_to_put_right(
    contact: str, made: dict[str, Any], written: bool
) -> None:
    told(delivery(**made))
    assert len(letters()) == written


def test_without_a_contact_nothing_is_sent() -> None:
    Source.objects.update(contact="")
    told(delivery(created=1, quarantined=1))
    assert not Message.objects.exists()


def test_a_refused_delivery_says_why_and_where() -> None:
    row = delivery(state="refused", stopped_because=Reason.CSV_QUOTE, stopped_at_line=1200, sequence=7)
    text = text_for_supplier(row)
    assert "Its number: 7" in text
    assert f"Nothing of it was taken. {Reason.CSV_QUOTE.words} (Line 1,200)" in text


def test_those_who_look_after_the_source_learn_that_the_contact_cannot_be_reached(
    opal: Practitioner, contact: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: Any, **__: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refusing)
    told(delivery(created=1, quarantined=1))
    at = timezone.now()
    for pause in PAUSES:
        run_due(at=at)
        at += pause * 2
    run_due(at=at)
    assert Message.objects.get().given_up_at
    assert kinds(opal) == ["feed_report_undelivered"]


def test_no_job_and_no_message_carries_more_than_ids(opal: Practitioner, contact: str) -> None:
    row = delivery(created=1, quarantined=1, sent_by=opal)
    told(row)
    assert Message.objects.get(address=contact).facts == {"delivery": str(row.pk)}
    assert "gro.example" not in str(list(Job.objects.values_list("arguments", "slot")))
