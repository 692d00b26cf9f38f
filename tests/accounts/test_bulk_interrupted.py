"""Is everybody invited once when workers are killed, or two work at once? (SEC-33)"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections

from accounts import post
from accounts.bulk import checking, newcomers, sending, uploading
from accounts.models import Bulk, BulkState, Invitation, Message, Practitioner, RowState
from audit.models import Event
from contactpoint.jobs import queue
from contactpoint.jobs.models import Job, State
from tests import people
from tests.accounts.files import Cells, checked, count, csv_file, newcomer
from tests.database import wait_until_nobody_holds_a_job

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)  # when the queue tries again what killed a worker
GOOD, BAD = 60, 4
Act = Callable[..., None]


@pytest.fixture(autouse=True)
def quick_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


def ada() -> Practitioner:
    return people.person("Ada", "account_administrator", at=NOON)


def rows(good: int = GOOD, bad: int = BAD) -> list[Cells]:
    return [*(newcomer(n) for n in range(good)), *(newcomer(n, email="none") for n in range(bad))]


def uploaded() -> Bulk:
    return uploading.upload("invite", csv_file("invite", rows()), file_name="people.csv", by=ada(), at=NOON)


def in_processes(*acts: tuple[Act, tuple[Any, ...]]) -> list[int]:
    """Runs these at once, each in a process with its own connection; how each ended."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    running = [fork.Process(target=act, args=arguments) for act, arguments in acts]
    for process in running:
        process.start()
    for process in running:
        process.join(timeout=120)
    wait_until_nobody_holds_a_job()
    return [process.exitcode or 0 for process in running]


def work(at: datetime = NOON) -> None:
    connection.close()
    queue.run_due(at=at)
    os._exit(0)


def be_killed(module: Any, name: str, calls: int) -> None:
    """As by kill -9, the given time that the worker comes there."""
    connection.close()
    real, left = getattr(module, name), [calls]

    def deadly(*arguments: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **more)

    setattr(module, name, deadly)
    queue.run_due(at=NOON)
    os._exit(0)


def assert_each_invited_once(bulk: Bulk, good: int = GOOD, bad: int = BAD) -> None:
    bulk.refresh_from_db()
    assert (bulk.state, count(bulk, RowState.DONE), count(bulk, RowState.FIX)) == (BulkState.SENT, good, bad)
    assert Practitioner.objects.filter(email__startswith="new.").count() == good
    assert Invitation.objects.count() == Message.objects.count() == good
    assert Job.objects.filter(name=post.DELIVER).count() == good
    assert Event.objects.filter(verb="practitioner.invited").count() == good
    assert not Job.objects.filter(state=State.DEAD).exists()


@pytest.mark.parametrize(
    ("module", "name", "calls"),
    [
        (newcomers, "invite_many", 1),
        (sending, "keep_verdicts", 2),
        (sending, "_more", 1),
        (sending, "_more", 3),
        (queue, "_unlock", 2),
    ],
)
def test_a_worker_killed_while_it_sends_leaves_nobody_out_and_nobody_twice(
    module: Any, name: str, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "CHUNK", 20)
    who = ada()
    bulk = checked("invite", rows(), by=who, at=NOON)
    sending.send(bulk.pk, by=who, at=NOON)
    assert in_processes((be_killed, (module, name, calls))) == [-signal.SIGKILL]
    queue.run_due(at=LATER)
    assert_each_invited_once(bulk)


@pytest.mark.parametrize("calls", [1, 3])
def test_a_worker_killed_while_it_checks_leaves_no_row_unchecked(calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "CHUNK", 20)
    bulk = uploaded()
    assert in_processes((be_killed, (checking, "keep_verdicts", calls))) == [-signal.SIGKILL]
    queue.run_due(at=LATER)
    bulk.refresh_from_db()
    assert (bulk.state, count(bulk, RowState.READY), count(bulk, RowState.FIX)) == (BulkState.CHECKED, GOOD, BAD)


def test_two_workers_and_two_files_of_the_same_people_invite_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CHUNK", 7)
    who = ada()
    first, second = (checked("invite", rows(), by=who, at=NOON) for _ in range(2))
    for bulk in (first, second):
        sending.send(bulk.pk, by=who, at=NOON)
    assert in_processes((work, ()), (work, ())) == [0, 0]
    queue.run_due(at=LATER)
    done = [set(bulk.rows.filter(state=RowState.DONE).values_list("email", flat=True)) for bulk in (first, second)]
    assert (len(done[0] | done[1]), len(done[0] & done[1])) == (GOOD, 0)
    assert Practitioner.objects.filter(email__startswith="new.").count() == Message.objects.count() == GOOD
    assert count(first, RowState.ALREADY) + count(second, RowState.ALREADY) == GOOD


@pytest.mark.long
def test_five_thousand_rows_with_300_bad_ones_are_4700_invitations() -> None:
    who = ada()
    many = [newcomer(n) if n % 50 > 2 else newcomer(n, email="none") for n in range(5_000)]
    bulk = checked("invite", many, by=who, at=NOON)
    again = checked("invite", many, by=who, at=NOON)
    sending.send(bulk.pk, by=who, at=NOON)
    assert in_processes((be_killed, (sending, "keep_verdicts", 40))) == [-signal.SIGKILL]
    assert in_processes((work, (LATER,)), (work, (LATER,))) == [0, 0]
    queue.run_due(at=LATER + timedelta(minutes=1))
    assert_each_invited_once(bulk, 4_700, 300)
    sending.send(again.pk, by=who, at=LATER)
    queue.run_due(at=LATER)
    assert (count(again, RowState.ALREADY), count(again, RowState.DONE)) == (4_700, 0)
    assert_each_invited_once(bulk, 4_700, 300)
