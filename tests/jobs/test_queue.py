"""Is promised work done once, although workers, brokers and jobs fail? (SEC-33, SEC-34, SEC-35, SEC-41)"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from contactpoint.celery import app
from contactpoint.jobs import queue
from contactpoint.jobs.models import Job, State
from tests.database import wait_until_nobody_holds_a_job

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Name = Callable[[str], Callable[[queue.Work], queue.Work]]


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> Name:
    """A queue that knows only the work of this test."""
    monkeypatch.setattr(queue, "_work", {})
    monkeypatch.setattr(queue, "_given_up", {})
    return queue.job


@contextmanager
def another_worker(job: Job) -> Iterator[None]:
    """A second connection works on the job, until the block ends or its process dies: one is as the other."""
    other: BaseDatabaseWrapper = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [queue._lock_key(job.pk)])
    try:
        yield
    finally:
        other.close()


@pytest.mark.django_db
def test_a_job_is_done_once_with_its_ids(works: Name) -> None:
    seen = []
    works("count")(lambda delivery: seen.append(delivery))
    queue.promise("count", at=NOON, delivery="42")
    assert queue.run_due(at=NOON) == 1
    assert queue.run_due(at=NOON + timedelta(days=1)) == 0
    assert seen == ["42"]
    assert Job.objects.get().state == State.DONE


@pytest.mark.django_db
def test_a_job_waits_until_it_is_due(works: Name) -> None:
    works("later")(lambda: None)
    queue.promise("later", at=NOON + timedelta(minutes=1))
    assert not queue.run_next(at=NOON)
    assert queue.run_next(at=NOON + timedelta(minutes=1))


@pytest.mark.django_db
def test_a_slot_is_promised_once_even_after_it_was_done(works: Name) -> None:
    works("nightly")(lambda: None)
    for _ in range(2):
        queue.promise("nightly", at=NOON, slot="nightly:2026-11-20")
        queue.promise("nightly", at=NOON, slot="nightly:2026-11-20")
        queue.run_due(at=NOON)
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_a_job_is_not_promised_when_the_act_fails() -> None:
    def act() -> None:
        with transaction.atomic():
            queue.promise("count", at=NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not Job.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["John Smith", "Smith", "", "j@example.org", "x" * 81, "1\n"])
def test_words_do_not_travel_as_arguments_and_the_refusal_does_not_repeat_them(typed: str) -> None:
    with pytest.raises(queue.NotAnId) as refusal:
        queue.promise("count", at=NOON, delivery=typed)
    assert str(refusal.value) == "delivery"


@pytest.mark.django_db
@pytest.mark.parametrize("error", [ValueError, MemoryError, RecursionError])
def test_a_failing_job_is_tried_three_times_while_twenty_others_finish(works: Name, error: type[Exception]) -> None:
    tries = []

    @works("poison")
    def poison() -> None:
        tries.append(1)
        raise error("words that must not be kept")

    works("good")(lambda: None)
    queue.promise("poison", at=NOON - timedelta(minutes=1))
    for _ in range(20):
        queue.promise("good", at=NOON)
    queue.run_due(at=NOON)
    assert Job.objects.filter(name="good", state=State.DONE).count() == 20
    for minutes in range(1, 10):
        queue.run_due(at=NOON + timedelta(minutes=minutes))
    dead = Job.objects.get(name="poison")
    assert (len(tries), dead.state, dead.error_code) == (3, State.DEAD, error.__name__)


@pytest.mark.django_db
def test_a_step_that_breaks_off_behind_another_piece_each_time_is_not_given_up(works: Name) -> None:
    """SEC-33: the database dies in each of five pieces of a large file; the sixth time it is read to its end."""
    begun: list[int] = []

    @works("long")
    def long() -> None:
        begun.append(1)
        queue.made_progress()
        if len(begun) < 6:
            raise ConnectionError

    queue.promise("long", at=NOON)
    for minutes in range(10):
        queue.run_due(at=NOON + timedelta(minutes=minutes))
    assert (len(begun), Job.objects.get().state) == (6, State.DONE)


@pytest.mark.django_db
def test_progress_counts_only_when_the_piece_is_kept(works: Name) -> None:
    begun: list[int] = []

    @works("poison")
    def poison() -> None:
        begun.append(1)
        with transaction.atomic():
            queue.made_progress()
            raise ConnectionError

    queue.promise("poison", at=NOON)
    for minutes in range(10):
        queue.run_due(at=NOON + timedelta(minutes=minutes))
    assert (len(begun), Job.objects.get().state) == (3, State.DEAD)


@pytest.mark.django_db
@pytest.mark.parametrize("dies", [True, False])
def test_whoever_wants_to_know_is_told_once_that_a_job_is_given_up(works: Name, dies: bool) -> None:
    """However it ended, and though telling fails: the job is dead and the others go on."""
    told = []

    def say(delivery: str, *, at: datetime) -> None:
        told.append(delivery)
        raise ValueError

    @queue.job("poison", given_up=say)
    def poison(delivery: str) -> None:
        raise ValueError

    queue.promise("poison", at=NOON, delivery="42")
    if dies:
        Job.objects.update(attempts=3)  # counted before each of the three deaths
    for minutes in range(10):
        queue.run_due(at=NOON + timedelta(minutes=minutes))
    assert (told, Job.objects.get().state) == (["42"], State.DEAD)


@pytest.mark.django_db
def test_a_failing_job_leaves_its_place_in_the_log_and_not_its_words(
    works: Name, caplog: pytest.LogCaptureFixture
) -> None:
    """R-SHIELD-7."""

    @works("poison")
    def poison() -> None:
        raise ValueError("12 Hidden Lane")

    queue.promise("poison", at=NOON)
    queue.run_due(at=NOON)
    assert "test_queue.py:" in caplog.text
    assert "ValueError" in caplog.text
    assert "Hidden" not in caplog.text


@pytest.mark.django_db
def test_what_a_failed_attempt_wrote_is_not_kept_twice(works: Name) -> None:
    """The work opens its own transaction; a failure inside it leaves the queue usable."""

    @works("half")
    def half() -> None:
        with transaction.atomic():
            queue.promise("half-written", at=NOON + timedelta(days=9))
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")

    queue.promise("half", at=NOON)
    queue.run_due(at=NOON)
    assert Job.objects.get().error_code == "DataError"


@pytest.mark.django_db
def test_work_that_another_worker_still_does_is_not_taken(works: Name) -> None:
    done = []
    works("long")(lambda: done.append(1))
    queue.promise("long", at=NOON)
    with another_worker(Job.objects.get()):
        queue.run_due(at=NOON)
        queue.run_due(at=NOON + timedelta(minutes=5))
        assert (done, Job.objects.get().attempts) == ([], 0)


@pytest.mark.django_db
def test_a_job_between_two_steps_of_another_worker_is_looked_at_again_soon(works: Name) -> None:
    works("long")(lambda: None)
    queue.promise("long", at=NOON)
    with another_worker(Job.objects.get()):
        queue.run_due(at=NOON)
    wait_until_nobody_holds_a_job()
    assert queue.run_next(at=NOON + timedelta(seconds=2))
    assert Job.objects.get().state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_was_killed_is_done_again(works: Name) -> None:
    queue.promise("work", at=NOON)
    works("work")(lambda: os.kill(os.getpid(), signal.SIGKILL))
    worker = os.fork()
    if worker == 0:
        connection.connection = None  # the child speaks to the server for itself
        queue.run_next(at=NOON)
        os._exit(0)
    assert os.waitpid(worker, 0)[1] == signal.SIGKILL
    assert (Job.objects.get().attempts, Job.objects.get().state) == (1, State.WAITING)
    works("work")(lambda: None)
    wait_until_nobody_holds_a_job()
    assert queue.run_next(at=NOON + queue.RETRY_AFTER)
    assert Job.objects.get().state == State.DONE


@pytest.mark.django_db
def test_a_job_that_killed_three_workers_is_given_up(works: Name) -> None:
    queue.promise("killer", at=NOON)
    Job.objects.update(attempts=3)  # counted before each of the three deaths
    assert queue.run_next(at=NOON)
    assert (Job.objects.get().state, Job.objects.get().error_code) == (State.DEAD, "WorkerDied")


@pytest.mark.django_db
def test_a_step_that_says_there_is_more_is_continued_with_fresh_attempts(works: Name) -> None:
    steps = []

    @works("delivery")
    def delivery() -> bool:
        steps.append(1)
        return len(steps) < 10

    queue.promise("delivery", at=NOON)
    assert queue.run_due(at=NOON) == 10
    assert Job.objects.get().state == State.DONE


@pytest.mark.django_db
def test_work_that_is_not_ready_yet_does_not_use_up_its_attempts(works: Name) -> None:
    @works("patient")
    def patient() -> None:
        raise queue.Later

    queue.promise("patient", at=NOON)
    for minutes in range(10):
        queue.run_due(at=NOON + timedelta(minutes=minutes))
    assert (Job.objects.get().attempts, Job.objects.get().state) == (0, State.WAITING)


@pytest.mark.django_db
def test_a_job_is_no_longer_held_when_it_ends(works: Name) -> None:
    works("fine")(lambda: None)
    works("bad")(lambda: bool(1 / 0))
    queue.promise("fine", at=NOON)
    queue.promise("bad", at=NOON)
    queue.run_due(at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone()[0] == 0


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_neither_fails_the_act_nor_holds_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    began = time.monotonic()
    with transaction.atomic():
        queue.promise("count", at=NOON)
    assert Job.objects.get().state == State.WAITING
    assert time.monotonic() - began < 1
