"""Which documents does a person accept before the first search, and in which version? (R-USER-1)"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.access import actor
from accounts.activation import activate_if_ready
from accounts.documents import CURRENT
from accounts.models import Agreement, Practitioner
from accounts.scope import person_to_change
from audit.log import record


def accept(practitioner: Practitioner, *, at: datetime) -> None:
    """This person accepts every document in force."""
    with transaction.atomic():
        Agreement.objects.bulk_create(
            Agreement(practitioner=practitioner, document=document, version=version, accepted_at=at)
            for document, version in CURRENT.items()
        )
        facts = {str(document): version for document, version in CURRENT.items()}
        record("agreement.accepted", actor=actor(practitioner), at=at, facts=facts)
        activate_if_ready(practitioner, by=practitioner, at=at)


def record_paper(practitioner: UUID, *, by: Practitioner, at: datetime) -> None:
    """An administrator has the signed paper of every document in force. Raises Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        Agreement.objects.bulk_create(
            Agreement(practitioner=person, document=document, version=version, accepted_at=at, recorded_by=by)
            for document, version in CURRENT.items()
        )
        facts = {"practitioner": str(person.pk), **{str(document): version for document, version in CURRENT.items()}}
        record("agreement.recorded", actor=actor(by), at=at, facts=facts)
        activate_if_ready(person, by=by, at=at)
