"""How are records made again when another source is believed first? In steps that a worker takes (R-FEED-2, R-FEED-6)

A step reads the ranks as they are at that moment, so whatever is changed meanwhile only begins the walk anew.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import Practitioner
from audit.log import record
from contactpoint.jobs.queue import promise
from feeds.models import Rebuilding
from registry import statements
from registry.models import Child, Source
from registry.record import rebuild

REBUILD: Final = "feeds.rebuild"
A_STEP: Final = 500  # records


def records_of(source: Source) -> int:
    """How many records the source speaks of: so many are made again."""
    return statements.children_count(source)


def promise_rebuilding(source: Source, *, by: Practitioner, at: datetime) -> None:
    """From the first record on, also when such a walk is under way. In the transaction of the change."""
    Rebuilding.objects.select_for_update().filter(source=source, finished_at=None).update(finished_at=at)
    made = Rebuilding.objects.create(source=source, asked_by=by, asked_at=at)
    promise(REBUILD, at=at, slot=f"{REBUILD}:{made.pk}", rebuilding=str(made.pk))


def rebuild_step(rebuilding: UUID, *, at: datetime) -> bool:
    """One step, whole or not at all; whether there is more to do."""
    with transaction.atomic():
        walk = Rebuilding.objects.select_for_update(of=("self",)).select_related("source").get(pk=rebuilding)
        if walk.finished_at:
            return False
        children = _next(walk)
        if not children:
            Rebuilding.objects.filter(pk=walk.pk).update(finished_at=at)
            facts = {"rebuilding": str(walk.pk), "records": walk.records}
            record("source.records_rebuilt", at=at, source=walk.source.code, facts=facts)
            return False
        # Locked in the order that deliveries lock in, so that nobody waits in a ring.
        list(Child.objects.select_for_update().filter(pk__in=children).order_by("pk").values_list("pk"))
        rebuild(children)
        Rebuilding.objects.filter(pk=walk.pk).update(last=children[-1], records=walk.records + len(children))
    return True


def _next(walk: Rebuilding) -> list[UUID]:
    return statements.next_children(walk.source, after=walk.last, most=A_STEP)
