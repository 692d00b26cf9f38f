"""The clock's part in the delivery folder: it asks each minute, and PostgreSQL answers once."""

from celery import shared_task
from django.utils import timezone

from feeds import folder


@shared_task(name="feeds.promise_collecting")  # type: ignore[untyped-decorator]
def promise_collecting() -> None:
    folder.promise_collecting(at=timezone.now())
