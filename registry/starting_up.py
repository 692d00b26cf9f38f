"""Has an area signed its start-up list, and does search follow? (R-SHIELD-9)

Who signs, and when, is shielding's. Whatever opens or closes an area asks `follow`, so that the index is made again in
steps that a worker takes: a step reads what is true at that moment.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import Organisation
from contactpoint.jobs.queue import promise
from registry.models import Child, StartUpSigned
from registry.record import lock_children, rebuild

FILE: Final = "registry.file_area"
A_STEP: Final = 500  # records


def is_signed(area: Organisation) -> bool:
    return StartUpSigned.objects.filter(authority=area).exists()


def signed_from_the_beginning(areas: Iterable[UUID], *, at: datetime) -> int:
    """Those that are open to practitioners when they first appear: they began before this registry did."""
    rows = [StartUpSigned(authority_id=area, at=at, filed_at=at) for area in areas]
    StartUpSigned.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def sign(area: Organisation, *, at: datetime) -> None:
    """From now on the stage alone says whether its children are found; inside the transaction of the act."""
    StartUpSigned.objects.create(authority=area, at=at)
    follow(area, at=at)


def follow(area: Organisation, *, at: datetime) -> None:
    """Search reads the area's children anew, from the first one on, also when such a walk is under way."""
    StartUpSigned.objects.filter(authority=area).update(last=None, filed_at=None)
    promise(FILE, at=at, area=str(area.pk))


def file_step(area: UUID, *, at: datetime) -> bool:
    """One step, whole or not at all; whether there is more to do."""
    with transaction.atomic():
        walk = StartUpSigned.objects.select_for_update().filter(authority=area, filed_at=None).first()
        if walk is None:
            return False
        children = Child.objects.filter(responsible_authority=area).order_by("pk")
        later = children.filter(pk__gt=walk.last) if walk.last else children
        step = list(later.values_list("pk", flat=True)[:A_STEP])
        lock_children(step)
        rebuild(step)
        done = {"last": step[-1]} if step else {"filed_at": at}
        StartUpSigned.objects.filter(pk=area).update(**done)
    return bool(step)
