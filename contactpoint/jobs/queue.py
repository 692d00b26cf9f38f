"""How is work promised, and done once although anything may be killed? (security.md 4.3)

A job is a row written in the transaction of whatever needs it. A worker takes the row by counting an attempt
(committed before the work begins, so that a job which kills its worker is counted too), holds an advisory lock
while it works, and marks the row done. The sweeper rings for whatever is due: a lost bell, broker or worker loses
nothing.
"""

import logging
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from contactpoint.jobs.models import Job, State

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 3
RETRY_AFTER: Final = timedelta(seconds=30)
LOOK_AGAIN_AFTER: Final = timedelta(seconds=2)  # at a job that another worker holds: it may be between two short steps
DONE_KEPT_FOR: Final = timedelta(days=30)  # a slot may not be promised again before everybody has stopped asking
WORKER_DIED: Final = "WorkerDied"
_AN_ID: Final = re.compile(r"[a-z0-9][a-z0-9:._-]{0,79}")

# True: a step is done and there is more. The count of attempts begins afresh, so a long delivery is many short steps.
Work = Callable[..., bool | None]
_work: dict[str, Work] = {}
GivenUp = Callable[..., None]
_given_up: dict[str, GivenUp] = {}
_current: ContextVar[Job | None] = ContextVar("_current", default=None)  # what this thread works on


class NotAnId(ValueError):
    """An argument of a job is an id, a code or a date: what a person typed never travels through the queue."""


class Later(Exception):
    """Raised by work that is not ready yet (another has the turn): not a failed attempt."""


def job(name: str, *, given_up: GivenUp | None = None) -> Callable[[Work], Work]:
    """Names the function that does this kind of work. It must be safe to run again.

    `given_up` is called with `at` and the ids, in the transaction in which such a job is given up.
    """

    def register(work: Work) -> Work:
        _work[name] = work
        if given_up:
            _given_up[name] = given_up
        return work

    return register


def made_progress() -> None:
    """The work that is being done has kept a piece: its attempts begin afresh, in the transaction of the piece.

    For a step that is long and goes on behind its last piece: deaths in different pieces are not those of one that
    kills its workers. Without a job (a command does the work) there is nothing to count.
    """
    if row := _current.get():
        row.attempts = 1
        row.save(update_fields=["attempts"])


def promise(name: str, *, at: datetime, slot: str | None = None, **ids: str) -> None:
    """Work to do from `at` on, kept with the caller's transaction. A `slot` is promised once, however often asked.

    Raises NotAnId, naming the argument and not its value.
    """
    _keep([Job(name=name, arguments=ids, slot=slot, due_at=at)])


def promise_many(name: str, *, at: datetime, each: Mapping[str, Mapping[str, str]]) -> None:
    """The same work for many things, in one statement: the ids of each, by its slot. Raises NotAnId."""
    _keep([Job(name=name, arguments=dict(ids), slot=slot, due_at=at) for slot, ids in each.items()])


def _keep(rows: Sequence[Job]) -> None:
    for row in rows:
        for argument, value in row.arguments.items():
            if not _AN_ID.fullmatch(value):
                raise NotAnId(argument)
    Job.objects.bulk_create(rows, ignore_conflicts=any(row.slot is not None for row in rows))
    transaction.on_commit(ring_bell, robust=True)  # the promise is kept, whatever becomes of the bell


def ring_bell() -> None:
    """Wakes a worker. A broker that does not answer is no reason to fail: the sweeper rings again."""
    from contactpoint.jobs.tasks import ring  # tasks import this module

    ring()


def run_next(*, at: datetime) -> bool:
    """Does one due job. False when nothing is due."""
    with transaction.atomic(durable=True):
        row = _next_due(at=at)
        if row is None:
            return False
        ours = _lock(row.pk)
        _count(row, ours=ours, at=at)
    if ours:
        try:
            if row.state == State.WAITING:
                _work_on(row, at=at)
        finally:
            _unlock(row.pk)
    return True


def run_due(*, at: datetime) -> int:
    """Does what is due until nothing is. How many steps were made."""
    steps = 0
    while run_next(at=at):
        steps += 1
    return steps


def forget_done(*, at: datetime) -> int:
    """Jobs done long ago; what was given up stays until a person has looked. How many went."""
    return Job.objects.filter(state=State.DONE, finished_at__lt=at - DONE_KEPT_FOR).delete()[0]


def _next_due(*, at: datetime) -> Job | None:
    due = Job.objects.select_for_update(skip_locked=True).filter(state=State.WAITING, due_at__lte=at)
    return due.order_by("due_at").first()


def _count(row: Job, *, ours: bool, at: datetime) -> None:
    """Counts the attempt before it begins. Whoever died three times without a word has killed three workers."""
    if not ours:
        row.due_at = at + LOOK_AGAIN_AFTER
    elif row.attempts >= MOST_ATTEMPTS:
        row.state, row.error_code = State.DEAD, row.error_code or WORKER_DIED
        _say_given_up(row, at=at)
    else:
        row.attempts += 1
        row.due_at = at + RETRY_AFTER
    row.save(update_fields=["due_at", "attempts", "state", "error_code"])


def _work_on(row: Job, *, at: datetime) -> None:
    kept = Job.objects.filter(pk=row.pk)
    current = _current.set(row)
    try:
        more = _work[row.name](**row.arguments)
    except Later:
        kept.update(attempts=row.attempts - 1)
    except Exception as error:  # one bad job must not stop the others, nor the worker (security.md 0.2)
        _failed(row, error, at=at)
    else:
        if more:
            kept.update(attempts=0, due_at=at, error_code="")
        else:
            kept.update(state=State.DONE, finished_at=at, error_code="")
    finally:
        _current.reset(current)


def _failed(row: Job, error: Exception, *, at: datetime) -> None:
    logger.error("job failed: %s %s %s %s", row.name, row.pk, type(error).__name__, _place(error))
    dead = row.attempts >= MOST_ATTEMPTS
    with transaction.atomic():
        state = State.DEAD if dead else State.WAITING
        Job.objects.filter(pk=row.pk).update(error_code=type(error).__name__, state=state)
        if dead:
            _say_given_up(row, at=at)


def _say_given_up(row: Job, *, at: datetime) -> None:
    """A fault in saying so must not keep the job alive."""
    if say := _given_up.get(row.name):
        try:
            with transaction.atomic():
                say(at=at, **row.arguments)
        except Exception as error:
            logger.error("not said: %s %s %s %s", row.name, row.pk, type(error).__name__, _place(error))


def _place(error: Exception) -> str:
    """Where it failed. Never its message: a database's error repeats the values of the row (R-SHIELD-7)."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}:{frame.lineno}"


def _lock_key(job_id: UUID) -> int:
    return job_id.int % 2**63


def _lock(job_id: UUID) -> bool:
    """Whether nobody still works on it: the lock dies with its holder's connection, unlike a state in a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_lock_key(job_id)])
        return bool(cursor.fetchone()[0])


def _unlock(job_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_lock_key(job_id)])
