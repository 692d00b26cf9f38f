"""Who of the team is a deputy, and who named them? (R-SHIELD-4)"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from registry.disclosure import NotThere
from registry.for_officers import officers_of, require_officer
from shielding.models import Deputy


def deputies_named(*, by: Practitioner, at: datetime) -> list[Deputy]:
    """Of the own team, in the order in which they were named. Raises NotYours."""
    require_officer(by, at=at)
    rows = Deputy.objects.filter(area=by.organisation, ended_at=None).select_related("practitioner", "named_by")
    return list(rows.order_by("named_at", "pk"))


def could_be_named(*, by: Practitioner, at: datetime) -> list[Practitioner]:
    """Shielding officers of the own team who are none yet. Raises NotYours."""
    named = {one.practitioner_id for one in deputies_named(by=by, at=at)}
    return [officer for officer in officers_of(by.organisation) if officer.pk not in named]


def name(practitioner: UUID, *, by: Practitioner, at: datetime) -> None:
    """Makes a colleague a deputy. Raises NotYours, NotThere."""
    with transaction.atomic():
        colleague = next((one for one in could_be_named(by=by, at=at) if one.pk == practitioner), None)
        if colleague is None:
            raise NotThere
        Deputy.objects.create(area=by.organisation, practitioner=colleague, named_by=by, named_at=at)
        record("shield.deputy_named", at=at, actor=actor(by), facts={"practitioner": str(colleague.pk)})


def end(practitioner: UUID, *, by: Practitioner, at: datetime) -> None:
    """They are none any more. Raises NotYours, NotThere."""
    with transaction.atomic():
        require_officer(by, at=at)
        mine = Deputy.objects.filter(area=by.organisation, practitioner=practitioner, ended_at=None)
        if not mine.update(ended_at=at):
            raise NotThere
        record("shield.deputy_ended", at=at, actor=actor(by), facts={"practitioner": str(practitioner)})
