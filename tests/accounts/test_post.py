"""Is each e-mail sent at least once, and none for an act that did not happen? (the outbox)"""

import os
import signal
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction

from accounts import delivery, post
from accounts.facts import NotDeclared
from accounts.models import Message, Notice, Practitioner
from accounts.work import deliver
from audit.log import NotInTransaction
from audit.models import Event
from contactpoint.jobs.models import Job
from contactpoint.jobs.queue import run_due, run_next
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.mail_server import MailServer, mail_server

ENDS = date(2009, 9, 1)


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as running:
        yield running


@pytest.fixture
def pat(db: None, clock: Clock) -> Practitioner:
    return people.social_worker()


def remind(person: Practitioner, clock: Clock, **more: Any) -> Message:
    with transaction.atomic():
        return post.send(person, "clearance_ends", at=clock.at, ends_on=ENDS, **more)


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_a_letter_goes_to_the_person_with_its_first_line_as_subject(pat: Practitioner, clock: Clock) -> None:
    message = remind(pat, clock)
    run_due(at=clock.at)
    (letter,) = mail.outbox
    assert letter.to == [pat.email]
    assert letter.subject == "Your enhanced clearance ends on 1 September 2009"
    assert letter.body.startswith("Pat Example,\n\nYour enhanced clearance ends on 1 September 2009.")
    assert (now(message).sent_at, now(message).attempts) == (clock.at, 1)
    assert Event.objects.get(verb="message.sent").facts["practitioner"] == str(pat.pk)


def test_a_letter_is_plain_text_that_nothing_was_escaped_in(pat: Practitioner, clock: Clock) -> None:
    Practitioner.objects.filter(pk=pat.pk).update(surname="O'Neill & Sons")
    remind(pat, clock)
    run_due(at=clock.at)
    assert "Pat O'Neill & Sons," in mail.outbox[0].body


def test_a_letter_sent_later_waits_and_can_be_called_back(pat: Practitioner, clock: Clock) -> None:
    first, second = (remind(pat, clock, send_at=clock.at + timedelta(minutes=10)) for _ in range(2))
    assert run_due(at=clock.at) == 0
    assert post.cancel(first, at=clock.at)
    clock.pass_by(minutes=10)
    run_due(at=clock.at)
    assert (now(first).sent_at, now(second).sent_at, len(mail.outbox)) == (None, clock.at, 1)
    assert not post.cancel(second, at=clock.at)


def test_a_letter_that_went_is_not_sent_again_by_a_second_job(pat: Practitioner, clock: Clock) -> None:
    message = remind(pat, clock)
    deliver(str(message.pk))
    run_due(at=clock.at)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_for_an_act_that_is_rolled_back(pat: Practitioner, clock: Clock) -> None:
    def act() -> None:
        with transaction.atomic():
            post.send(pat, "news", at=clock.at)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not Message.objects.exists()
    assert not Job.objects.exists()
    with pytest.raises(NotInTransaction):
        post.send(pat, "news", at=clock.at)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_sending_sends_the_same_letter_again(
    pat: Practitioner, clock: Clock, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = remind(pat, clock)
    worker = os.fork()
    if worker == 0:
        connection.connection = None  # the child speaks to the server for itself
        monkeypatch.setattr(delivery, "_log", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        run_next(at=clock.at)
        os._exit(0)
    assert os.waitpid(worker, 0)[1] == signal.SIGKILL
    assert (len(server.letters), now(message).sent_at) == (1, None)
    clock.pass_by(minutes=1)
    run_due(at=clock.at)
    assert now(message).sent_at == clock.at
    first, second = server.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_a_server_that_refuses_is_tried_again_with_growing_pauses(
    pat: Practitioner, clock: Clock, server: MailServer
) -> None:
    server.refuses = True
    message = remind(pat, clock)
    for attempt, pause in enumerate(delivery.PAUSES[:3], 1):
        run_due(at=clock.at)
        kept = now(message)
        assert (kept.attempts, kept.send_at - clock.at, kept.sent_at) == (attempt, pause, None)
        assert kept.failed_because == "SMTPRecipientsRefused"
        clock.at = kept.send_at - timedelta(seconds=1)
        assert run_due(at=clock.at) == 0
        clock.at = kept.send_at
    server.refuses = False
    run_due(at=clock.at)
    assert (now(message).sent_at, now(message).failed_because, len(server.letters)) == (clock.at, "", 1)


def test_a_server_that_is_not_there_is_tried_again_too(pat: Practitioner, clock: Clock, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    message = remind(pat, clock)
    run_due(at=clock.at)
    assert now(message).failed_because == "ConnectionRefusedError"
    assert Job.objects.filter(state="waiting", due_at=now(message).send_at).count() == 1


def test_after_some_hours_it_is_given_up_and_shown_to_the_administrators(
    pat: Practitioner, clock: Clock, server: MailServer
) -> None:
    ada = people.person("Ada", "account_administrator")
    people.person("Mia", "account_administrator", where=people.manchester())
    server.refuses = True
    message = remind(pat, clock)
    for pause in (*delivery.PAUSES, timedelta()):
        run_due(at=clock.at)
        clock.at += pause
    assert timedelta(hours=6) < now(message).given_up_at - message.asked_at < timedelta(days=1)  # type: ignore[operator]
    notice = Notice.objects.get()
    assert (notice.practitioner, notice.kind, notice.facts) == (ada, "mail_undelivered", {"person": str(pat.pk)})
    assert not Job.objects.filter(state="waiting").exists()
    assert Event.objects.get(verb="message.given_up").because == "SMTPRecipientsRefused"


def test_a_letter_whose_job_has_died_is_promised_again_by_night(pat: Practitioner, clock: Clock) -> None:
    message = remind(pat, clock)
    Job.objects.update(state="dead")
    assert post.promise_overdue(at=clock.at + timedelta(minutes=59)) == 0
    clock.pass_by(hours=2)
    assert post.promise_overdue(at=clock.at) == 1
    run_due(at=clock.at)
    assert now(message).sent_at == clock.at
    assert post.promise_overdue(at=clock.at + timedelta(days=1)) == 0


@pytest.mark.parametrize("facts", [{}, {"ends_on": ENDS, "child": 1}, {"ends_on": "John Smith"}, {"ends_on": 3}])
def test_a_letter_is_told_what_it_declares_and_nothing_else(pat: Practitioner, clock: Clock, facts: Any) -> None:
    with pytest.raises(NotDeclared) as refusal:
        post.send(pat, "clearance_ends", at=clock.at, **facts)
    assert "John" not in str(refusal.value)
    assert not Message.objects.exists()
