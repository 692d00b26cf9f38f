"""Which documents does a person accept before the first search, and in which version? (R-USER-1)"""

from datetime import datetime

from django.db import transaction

from accounts.access import actor
from accounts.documents import CURRENT
from accounts.models import Agreement, Practitioner
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
