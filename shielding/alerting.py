"""Who learns at once that a record was opened under override, and who looks into it? (R-SHIELD-5, H8, SEC-7)"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse

from accounts import roles
from accounts.administrators import administrators_of
from accounts.holding import active_holders
from accounts.models import Organisation, Practitioner
from accounts.notices import tell
from accounts.post import send_many
from audit.log import record
from registry.models import Override
from registry.overrides import overridden
from shielding.models import Investigation

CLOSED_WITHIN: Final = timedelta(days=3)
ESCALATED_EVERY: Final = timedelta(days=1)


@receiver(overridden)
def investigate(*, override: Override, at: datetime, **_: Any) -> None:
    """Inside the transaction of the override: nobody has looked whom nobody looks at."""
    made = Investigation.objects.create(
        reference=_reference(),
        override=override,
        practitioner=override.practitioner,
        opened_at=at,
        due_at=at + CLOSED_WITHIN,
    )
    facts = {"override": str(override.pk), "investigation": str(made.pk)}
    record("investigation.opened", at=at, source="overrides", child_number=override.child.number, facts=facts)
    _alert(made, at=at)


def _reference() -> int:
    """Eight digits that say nothing, and that no other investigation has."""
    while True:
        drawn = 10_000_000 + secrets.randbelow(90_000_000)
        if not Investigation.objects.filter(reference=drawn).exists():
            return drawn


def _alert(row: Investigation, *, at: datetime) -> None:
    """The notices name who looked; the e-mail is a reference and nothing else."""
    team = _but(row, team_of(row.override.child.responsible_authority))
    theirs = [one for one in _but(row, _over(row.practitioner)) if one not in team]
    path = reverse("view_investigation", args=[row.pk])
    who, reference = row.practitioner.pk, row.reference
    for one in team:
        leads = path if _shields(one) else ""
        tell(one, "override_to_investigate", at=at, path=leads, mail=False, person=who, reference=reference)
    for one in theirs:
        tell(one, "override_by_yours", at=at, mail=False, person=who, reference=reference)
    send_many([one for one in (*team, *theirs) if one.is_active], "override", at=at, reference=reference)


def team_of(authority: Organisation) -> list[Practitioner]:
    """Its shielding officers; where there are none, those who can appoint one."""
    return active_holders("shield_children", authority) or administrators_of(authority)


def _over(person: Practitioner) -> list[Practitioner]:
    """The line manager, and who administers and audits in the person's own organisation."""
    own = person.organisation
    manager = [person.line_manager] if person.line_manager else []
    return list(dict.fromkeys([*manager, *administrators_of(own), *active_holders("review_accesses", own)]))


def _but(row: Investigation, people: Iterable[Practitioner]) -> list[Practitioner]:
    return [one for one in people if one.pk != row.practitioner_id]


def escalate_overdue(*, at: datetime) -> int:
    """Once a day, to the team, the auditors of its area and the national ones. How many investigations (R-USER-6)."""
    again = Q(escalated_at=None) | Q(escalated_at__lte=at - ESCALATED_EVERY)
    with transaction.atomic():
        rows = Investigation.objects.filter(again, closed_at=None, due_at__lte=at).select_for_update(of=("self",))
        overdue = list(rows.select_related("override__child__responsible_authority", "practitioner"))
        waiting: dict[Practitioner, int] = {}
        for row in overdue:
            for one in _but(row, _who_must_know(row.override.child.responsible_authority)):
                waiting[one] = waiting.get(one, 0) + 1
        for one, count in waiting.items():
            tell(
                one,
                "investigations_overdue",
                at=at,
                path=reverse("investigations") if _shields(one) else "",
                investigations=count,
            )
        Investigation.objects.filter(pk__in=[row.pk for row in overdue]).update(escalated_at=at)
    return len(overdue)


def _who_must_know(authority: Organisation) -> list[Practitioner]:
    auditors = [*active_holders("review_accesses", authority), *active_holders("audit_nationally", None)]
    return list(dict.fromkeys([*team_of(authority), *auditors]))


def _shields(person: Practitioner) -> bool:
    return any("shield_children" in role.permissions for role in roles.held(person))
