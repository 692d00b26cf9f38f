"""The clock's part in the nightly rules: it asks often, and PostgreSQL answers once a day."""

from celery import shared_task
from django.utils import timezone

from contactpoint import nightly


@shared_task(name="nightly.promise")  # type: ignore[untyped-decorator]
def promise_tonight() -> None:
    nightly.promise_tonight(at=timezone.now())
