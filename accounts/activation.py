"""Is everything done that it takes? Then the account becomes active, in the act that did the last of it (R-USER-1)."""

from datetime import datetime

from django.conf import settings
from django.db import connection

from accounts import access, roles
from accounts.access import INVITED, actor
from accounts.models import AccountState, Because, Practitioner, Stage, StateChange
from audit.log import NOBODY, record


def activate_if_ready(practitioner: Practitioner, *, by: Practitioner | None, at: datetime) -> bool:
    """Whether the account is active now by this act; call inside its transaction.

    While the early adopters have all the practitioners that they may, the next one waits (R-ORG-2).
    """
    if access.lapses(practitioner, at=at) != (INVITED,) or not _room_for(practitioner):
        return False
    Practitioner.objects.filter(pk=practitioner.pk).update(account_state=AccountState.ACTIVE, active_since=at)
    whose = by if by and by.pk != practitioner.pk else None
    StateChange.objects.create(
        practitioner=practitioner, state=AccountState.ACTIVE, because=Because.READY, by=whose, at=at
    )
    facts = {"practitioner": str(practitioner.pk)}
    record("practitioner.activated", at=at, actor=actor(by) if by else NOBODY, facts=facts)
    return True


def _room_for(practitioner: Practitioner) -> bool:
    if practitioner.organisation.stage != Stage.EARLY_ADOPTER or not _practises(practitioner):
        return True
    with connection.cursor() as cursor:  # one at a time, or two would take the last place
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('early adopters', 0))")
    most: int = settings.EARLY_ADOPTER_PRACTITIONERS
    return early_adopters() < most


def _practises(practitioner: Practitioner) -> bool:
    return any("search_children" in role.permissions for role in roles.held(practitioner))


def early_adopters() -> int:
    """How many people practise in the organisations of the first phase."""
    endings = [f":{role.code}" for role in roles.ROLES.values() if "search_children" in role.permissions]
    practising = Practitioner.objects.none()
    for ending in endings:
        practising |= Practitioner.objects.filter(groups__name__endswith=ending)
    inside = practising.filter(account_state=AccountState.ACTIVE, organisation__stage=Stage.EARLY_ADOPTER)
    return inside.distinct().count()
