"""One e-mail a day at most says how much waits; administrators keep the seal of the log (R-INV-4, R-INV-6)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.letters import write
from accounts.models import Message, Practitioner
from accounts.notices import mark_all_read, tell
from audit.models import Event, Seal
from audit.notes import Note
from audit.sealing import seal
from audit.signing import SealKeys, made_key, read_keys
from registry.digests import send_digests
from registry.disclosure import give_reason
from registry.involving import record_involvement
from registry.models import Involvement, Reason
from tests import people
from tests.registry import children
from tests.registry.work import NURSING

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AT = timezone.localtime(timezone.now()).replace(hour=3, minute=0) + DAY  # in the night that comes


@pytest.fixture
def pat() -> Practitioner:
    return people.social_worker()


def made_today(now: datetime, pat: Practitioner) -> UUID:
    child = children.john(at=now)
    give_reason(child, reason=Reason.PROVIDING, viewer=pat, at=now)
    return child


def key() -> SealKeys:
    private, public = made_key()
    return read_keys(private, [public])


def told(who: Practitioner, *, at: datetime = AT - DAY) -> None:
    with transaction.atomic():
        tell(who, "lead_changed", at=at, mail=False)


def digests(who: Practitioner) -> list[str]:
    rows = Message.objects.filter(practitioner=who, template="digest").order_by("asked_at")
    return [write(row).body for row in rows]


def test_unread_notices_are_counted_and_nothing_else_is_said(pat: Practitioner) -> None:
    told(pat)
    told(pat)
    assert [send_digests(at=AT), send_digests(at=AT), send_digests(at=AT + timedelta(hours=5))] == [1, 0, 0]
    [body] = digests(pat)
    assert "Notices that you have not read: 2" in body
    assert "lead" not in body.lower()
    assert "Seal" not in body


def test_nobody_gets_one_for_nothing(pat: Practitioner) -> None:
    told(pat)
    mark_all_read(pat, at=AT)
    assert send_digests(at=AT) == 0


def test_the_same_things_are_not_told_of_each_day(pat: Practitioner) -> None:
    told(pat)
    days = [send_digests(at=AT + number * DAY) for number in range(8)]
    assert days == [1, 0, 0, 0, 0, 0, 0, 1]
    told(pat, at=AT + 7.5 * DAY)
    assert send_digests(at=AT + 8 * DAY) == 1


def test_whoever_had_an_email_today_gets_no_second_one(pat: Practitioner) -> None:
    with transaction.atomic():
        tell(pat, "lead_changed", at=AT - timedelta(hours=1))
    told(pat, at=AT)
    assert send_digests(at=AT + timedelta(hours=1)) == 0


def test_involvements_that_nobody_confirmed_for_90_days_are_asked_about(pat: Practitioner) -> None:
    now = timezone.now()
    mine = record_involvement(made_today(now, pat), NURSING, by=pat, at=now)
    Involvement.objects.filter(pk=mine).update(confirmed_at=AT - 90 * DAY)
    assert send_digests(at=AT) == 0  # not yet more than 90 days
    assert send_digests(at=AT + DAY) == 1
    [body] = digests(pat)
    assert "Involvements that you have not confirmed for 90 days: 1" in body
    assert "John" not in body


def test_who_wants_none_gets_none_and_can_have_it_again(pat: Practitioner) -> None:
    told(pat)
    client = Client()
    people.sign_in(client, pat)
    assert client.post(reverse("choose_digest")).status_code == 303
    assert "Send me the daily email" in client.get(reverse("your_account")).content.decode()
    assert send_digests(at=AT) == 0
    client.post(reverse("choose_digest"), {"wanted": "1"})
    assert send_digests(at=AT) == 1
    assert [row.facts for row in Event.objects.filter(verb="digest.chosen").order_by("pk")] == [
        {"wanted": False},
        {"wanted": True},
    ]


def test_a_closed_or_suspended_account_gets_none() -> None:
    told(people.social_worker(lacks="account"))
    assert send_digests(at=AT) == 0


def test_administrators_of_an_authority_get_the_last_seal_each_day_whatever_they_want() -> None:
    ada, bill = people.person("Ada", "account_administrator"), people.person("Bill", "practitioner")
    seal(at=AT - DAY, keys=key())
    made = Seal.objects.get()
    Practitioner.objects.update(wants_digest=False)
    assert [send_digests(at=AT), send_digests(at=AT), send_digests(at=AT + DAY)] == [1, 0, 1]
    body = digests(ada)[0]
    for words in (f"Seal {made.number} of", made.note.root.hex(), "Nothing waits for you today"):
        assert words in body, words
    line = next(line for line in body.splitlines() if line.startswith(f"{made.number} "))
    assert Note.read(line) == made.note
    assert digests(bill) == []


def test_the_letter_holds_the_seal_that_was_the_last_when_it_was_promised() -> None:
    ada, ours = people.person("Ada", "account_administrator"), key()
    seal(at=AT - DAY, keys=ours)
    send_digests(at=AT)
    seal(at=AT, keys=ours)
    assert "Seal 1 of" in digests(ada)[0]
