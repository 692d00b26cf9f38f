"""Is work given up that kills its workers, and a slot done once by many at the same moment? (SEC-34, SEC-41)"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection, connections, transaction

from contactpoint.jobs import queue
from contactpoint.jobs.models import Job, State

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SLOTS, SCHEDULERS = 20, 3

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def only_this_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_work", {})
    monkeypatch.setattr(queue, "_given_up", {})


def in_processes(*acts: Callable[[], object]) -> list[int | None]:
    """How each ended, run at once with a connection of its own."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    running = [fork.Process(target=alone, args=(act,)) for act in acts]
    for process in running:
        process.start()
    for process in running:
        process.join(timeout=120)
    return [process.exitcode for process in running]


def alone(act: Callable[[], object]) -> None:
    """Speaks to the server for itself.

    While a browser runs in these tests Django keeps another connection, for its event loop. A child has no loop, and
    would find the connection from before, and share it with all the others.
    """
    connection.connection = None
    act()


def worker(minutes: int) -> Callable[[], object]:
    return partial(queue.run_due, at=NOON + timedelta(minutes=minutes))


def test_a_job_that_kills_its_worker_is_given_up_after_three_deaths_while_the_others_are_done() -> None:
    queue.job("deadly")(lambda: os.kill(os.getpid(), signal.SIGKILL))
    queue.job("good")(lambda: None)
    queue.promise("deadly", at=NOON - timedelta(minutes=1))
    for _ in range(10):
        queue.promise("good", at=NOON)
    assert in_processes(worker(0)) == [-signal.SIGKILL]
    assert in_processes(worker(0)) == [0]
    assert Job.objects.filter(name="good", state=State.DONE).count() == 10
    assert [in_processes(worker(minutes))[0] for minutes in range(1, 5)] == [-signal.SIGKILL, -signal.SIGKILL, 0, 0]
    dead = Job.objects.get(name="deadly")
    assert (dead.attempts, dead.state, dead.error_code) == (3, State.DEAD, queue.WORKER_DIED)


def test_three_schedulers_at_the_same_moment_have_each_slot_done_once() -> None:
    """What a slot does is a row here; whoever also works meanwhile may find a job in another's hands."""
    start = multiprocessing.get_context("fork").Barrier(SCHEDULERS)

    @queue.job("tick")
    def tick(number: str) -> None:
        with transaction.atomic():
            queue.promise("effect", at=NOON + timedelta(days=9), of=number)

    def scheduler() -> None:
        start.wait()
        for number in range(SLOTS):
            queue.promise("tick", at=NOON, slot=f"tick:{number}", number=str(number))
            queue.run_due(at=NOON)

    assert in_processes(*[scheduler] * SCHEDULERS) == [0] * SCHEDULERS
    queue.run_due(at=NOON + timedelta(minutes=1))
    assert Job.objects.filter(name="tick", state=State.DONE).count() == SLOTS
    done = Job.objects.filter(name="effect").values_list("arguments__of", flat=True)
    assert sorted(done) == sorted(str(number) for number in range(SLOTS))
