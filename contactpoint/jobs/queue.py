"""How is work promised, and done once although anything may be killed? (security.md 4.3)

A job is a row written in the transaction of whatever needs it. A worker takes the row by counting an attempt
(committed before the work begins, so that a job which kills its worker is counted too), holds an advisory lock
while it works, and marks the row done. The sweeper rings for whatever is due: a lost bell, broker or worker loses
nothing.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from contactpoint.jobs.models import Job, State

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=30)

# True: a step is done and there is more. The count of attempts begins afresh, so a long delivery is many short steps.
Work = Callable[..., bool | None]
_work: dict[str, Work] = {}


class Later(Exception):
    """Raised by work that is not ready yet (another has the turn): not a failed attempt."""


def job(name: str) -> Callable[[Work], Work]:
    """Names the function that does this kind of work. It must be safe to run again."""

    def register(work: Work) -> Work:
        _work[name] = work
        return work

    return register


def promise(name: str, *, at: datetime, slot: str | None = None, **ids: str) -> None:
    """Work to do from `at` on, kept with the caller's transaction. A `slot` is promised once, however often asked."""
    row = Job(name=name, arguments=ids, slot=slot, due_at=at)
    Job.objects.bulk_create([row], ignore_conflicts=slot is not None)
    transaction.on_commit(ring_bell)


def ring_bell() -> None:
    """Wakes a worker. A broker that does not answer is no reason to fail: the sweeper rings again."""
    from contactpoint.jobs.tasks import ring  # tasks import this module

    ring()


def run_next(*, at: datetime) -> bool:
    """Does one due job. False when nothing is due."""
    with transaction.atomic(durable=True):
        row = _take(at=at)
    if row is None:
        return False
    if row.state == State.WAITING and row.pk in _held:
        _work_on(row, at=at)
    return True


def run_due(*, at: datetime) -> int:
    """Does what is due until nothing is. How many steps were made."""
    steps = 0
    while run_next(at=at):
        steps += 1
    return steps


_held: set[UUID] = set()  # advisory locks of this process


def _take(*, at: datetime) -> Job | None:
    """The next due job; its attempt is counted and it is locked, unless another still works on it."""
    due = Job.objects.select_for_update(skip_locked=True).filter(state=State.WAITING, due_at__lte=at)
    row = due.order_by("due_at").first()
    if row is None:
        return None
    row.due_at = at + RETRY_AFTER
    if _lock(row.pk):
        row.attempts += 1
        row.state = State.DEAD if row.attempts > MOST_ATTEMPTS else State.WAITING
        if row.state == State.DEAD:
            _unlock(row.pk)
    row.save(update_fields=["due_at", "attempts", "state"])
    return row


def _work_on(row: Job, *, at: datetime) -> None:
    kept = Job.objects.filter(pk=row.pk)
    try:
        more = _work[row.name](**row.arguments)
    except Later:
        kept.update(attempts=row.attempts - 1)
    except Exception as error:  # one bad job must not stop the others, nor the worker (security.md 0.2)
        logger.exception("job failed", extra={"job": str(row.pk), "job_name": row.name})
        dead = row.attempts >= MOST_ATTEMPTS
        kept.update(error_code=type(error).__name__, state=State.DEAD if dead else State.WAITING)
    else:
        if more:
            kept.update(attempts=0, due_at=at, error_code="")
        else:
            kept.update(state=State.DONE, finished_at=at, error_code="")
    finally:
        _unlock(row.pk)


def _lock_key(job_id: UUID) -> int:
    return job_id.int % 2**63


def _lock(job_id: UUID) -> bool:
    """Whether nobody still works on it: the lock dies with its holder's connection, unlike a state in a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_lock_key(job_id)])
        won = bool(cursor.fetchone()[0])
    if won:
        _held.add(job_id)
    return won


def _unlock(job_id: UUID) -> None:
    _held.discard(job_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_lock_key(job_id)])
