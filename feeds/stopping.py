"""How do we stop a source ourselves, and start it again? What it delivers meanwhile is kept and waits."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from feeds.going_on import go_on
from feeds.models import Stop
from feeds.scope import keepers_of, locked, source_to_stop
from registry.models import Source


def stop(source: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """From the next step on nothing of it is applied. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        found = locked(source_to_stop(source, by=by, at=at))
        if found.stopped_at:
            raise NotDone("This source is stopped already")
        made = Stop.objects.create(source=found, stopped_by=by, stopped_at=at, because=because)
        Source.objects.filter(pk=found.pk).update(stopped_at=at)
        facts = {"stop": str(made.pk)}
        record("source.stopped", at=at, actor=actor(by), source=found.code, facts=facts, words=because)
        _tell(found, "source_stopped", by=by, at=at)


def start(source: UUID, *, by: Practitioner, at: datetime) -> None:
    """What waits goes on where it was. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        found = locked(source_to_stop(source, by=by, at=at))
        open_stop = found.stops.filter(started_at=None).first()
        if open_stop is None:
            raise NotDone("This source is not stopped")
        Stop.objects.filter(pk=open_stop.pk).update(started_by=by, started_at=at)
        Source.objects.filter(pk=found.pk).update(stopped_at=None)
        record("source.started", at=at, actor=actor(by), source=found.code, facts={"stop": str(open_stop.pk)})
        _tell(found, "source_started", by=by, at=at)
        go_on(found, because=open_stop.pk, at=at)


def _tell(source: Source, kind: str, *, by: Practitioner, at: datetime) -> None:
    """Those who look after it, but for who did it."""
    for person in keepers_of(source):
        if person.pk != by.pk:
            tell(person, kind, at=at, path=reverse("view_source", args=[source.pk]), by=by.pk)
