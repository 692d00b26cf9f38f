"""What has to be seen and recorded before somebody has access? (R-USER-1)

Who may record it is asked by the caller (accounts.access); nobody records it about themselves (R-USER-3).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.access import actor
from accounts.models import Clearance, Identity, Practitioner, Training
from audit.log import NOBODY, record


@dataclass(frozen=True)
class Seen:
    """What somebody has looked at; what was not seen is None."""

    identity_on: date | None
    disclosure_number: str
    clearance_issued_on: date | None
    trained_on: date | None


def vet(practitioner: Practitioner, seen: Seen, *, by: Practitioner | None, at: datetime) -> None:
    """Records what was seen. `by` is None for the accounts of a demonstration alone."""
    with transaction.atomic():
        if seen.identity_on:
            Identity.objects.create(practitioner=practitioner, verified_on=seen.identity_on, verified_by=by)
        if seen.clearance_issued_on:
            Clearance.objects.create(
                practitioner=practitioner,
                disclosure_number=seen.disclosure_number,
                issued_on=seen.clearance_issued_on,
                seen_by=by,
                seen_at=at,
            )
        if seen.trained_on:
            Training.objects.create(practitioner=practitioner, completed_on=seen.trained_on, recorded_by=by)
        record(
            "practitioner.vetted",
            at=at,
            actor=actor(by) if by else NOBODY,
            facts={
                "practitioner": str(practitioner.pk),
                "identity": seen.identity_on is not None,
                "clearance": seen.clearance_issued_on is not None,
                "training": seen.trained_on is not None,
            },
        )
