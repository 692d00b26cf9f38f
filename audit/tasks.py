"""The clock's part in sealing: each minute, whatever has been written."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from audit.exporting import append_to
from audit.sealing import seal_all


@shared_task(name="audit.seal")  # type: ignore[untyped-decorator]
def seal() -> None:
    """Killed in between, the next one does what is left."""
    seal_all(at=timezone.now())
    if settings.SEALS_FILE:
        append_to(settings.SEALS_FILE)
