"""The bell: a task that carries nothing, and makes a worker look into the queue of record."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from contactpoint.jobs import queue

logger = logging.getLogger(__name__)


@shared_task(name="jobs.run")  # type: ignore[untyped-decorator]
def run() -> None:
    """One job, then the bell again: each message is short, and two workers share a long queue."""
    if queue.run_next(at=timezone.now()):
        ring()


@shared_task(name="jobs.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Rings for what is due although nobody rang: the bell was lost, or the time has come."""
    run()


def ring() -> None:
    try:
        run.apply_async(retry=False)
    except OperationalError:
        logger.warning("the broker does not answer; the sweeper will ring")
