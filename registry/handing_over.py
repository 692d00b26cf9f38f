"""What becomes of somebody's involvements when they leave the organisation? (R-INV-1)

The administrator who asks sees no child: they learn how many there are, and nothing else. A shielded child is among
the number like any other.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.access import actor
from accounts.leaving import PassingOn
from accounts.models import Practitioner
from accounts.notices import tell
from accounts.signals import asking_what_passes_on, leaving
from audit.log import record
from registry.merging import locked
from registry.models import Child, Involvement, LeadProfessional
from registry.telling import tell_others

ENDED_BECAUSE = "Left the organisation"


@receiver(asking_what_passes_on)
def what_passes_on(*, practitioner: Practitioner, **_: Any) -> list[PassingOn]:
    count = practitioner.involvements.filter(ended_on=None).count()
    return [PassingOn(count, f"{'child' if count == 1 else 'children'} they work with")]


@receiver(leaving)
def pass_on(
    *, practitioner: Practitioner, hand_over_to: Practitioner | None, by: Practitioner, at: datetime, **_: Any
) -> None:
    """Inside the transaction of the act. The colleague is told once, how many and from whom."""
    colleague = hand_over_to if hand_over_to and _practises(hand_over_to) else None
    passed = [_pass_on(row, child, practitioner, colleague, by=by, at=at) for child, row in _locked(practitioner)]
    if colleague and any(passed):
        path = reverse("my_children")
        tell(colleague, "work_handed_over", at=at, path=path, person=practitioner.pk, involvements=sum(passed))


def _locked(practitioner: Practitioner) -> list[tuple[Child, Involvement]]:
    """What they work on, as it stands when nobody else changes those records: what ended meanwhile is not handed on."""
    mine = practitioner.involvements.filter(ended_on=None).order_by("child")
    children: dict[UUID, Child] = {}
    while others := set(mine.values_list("child", flat=True)) - children.keys():  # a merge may have moved one meanwhile
        children |= locked(others)
    return [(children[row.child_id], row) for row in mine]


def _practises(person: Practitioner) -> bool:
    return any("keep_records" in role.permissions for role in roles.held(person))


def _pass_on(
    row: Involvement,
    child: Child,
    leaver: Practitioner,
    colleague: Practitioner | None,
    *,
    by: Practitioner,
    at: datetime,
) -> bool:
    """Whether the colleague works with this child from now on, and did not before."""
    today = max(timezone.localdate(at), row.started_on)
    led = _end(row, on=today)
    takes_over = colleague is not None and _may_take_over(row, leaver, colleague)
    found = _own(child, colleague) if takes_over else None
    given = _begin(row, colleague, on=today, at=at) if colleague and takes_over and not found else None
    if colleague and given and not given.sensitive:
        tell_others(child, "involvement_recorded", by=colleague, at=at)
    if led:
        _pass_on_lead(child, row, given or found, on=today, at=at)
    facts = {"id": str(row.pk), "left_by": str(leaver.pk), **_to(given or found, led=led)}
    verb = "involvement.handed_over" if given or found else "involvement.ended"
    record(verb, at=at, actor=actor(by), child_number=child.number, facts=facts)
    return given is not None


def _pass_on_lead(child: Child, row: Involvement, now: Involvement | None, *, on: date, at: datetime) -> None:
    """The others learn of a lead that ends as of one that passes on; of a sensitive service, nobody (R-INV-4)."""
    new = now if now and not now.sensitive else None
    who = new.practitioner if new else row.practitioner
    assert who  # noqa: S101 - tells the type
    if new:
        LeadProfessional.objects.create(child=child, involvement=new, since=on, stated_by=who, as_at=at)
    if new or not row.sensitive:
        tell_others(child, "lead_changed", by=who, at=at)


def _end(row: Involvement, *, on: date) -> bool:
    """Whether the lead ended with it."""
    row.change(ended_on=on, end_reason=ENDED_BECAUSE)
    return bool(row.leads.filter(until=None).update(until=on))


def _may_take_over(row: Involvement, leaver: Practitioner, colleague: Practitioner) -> bool:
    """Nobody but that service knows of a sensitive one (R-INV-2): it stays with its employer, or ends."""
    return not row.sensitive or (leaver.employer_id is not None and leaver.employer_id == colleague.employer_id)


def _own(child: Child, colleague: Practitioner | None) -> Involvement | None:
    return child.involvements.filter(practitioner=colleague, ended_on=None).first() if colleague else None


def _begin(row: Involvement, colleague: Practitioner, *, on: date, at: datetime) -> Involvement:
    """The same work, and how the colleague is reached; the service's consent goes with it, and so does a seal."""
    given = Involvement(
        child_id=row.child_id,
        group=row.group,
        service=row.service,
        role=colleague.job_title,
        phone=colleague.phone,
        email=colleague.email,
        started_on=on,
        organisation_name=(colleague.employer or colleague.organisation).name,
        organisation=colleague.organisation,
        practitioner=colleague,
        contact_name=colleague.name,
        confirmed_at=at,
        sensitive=row.sensitive,
        consent_basis=row.consent_basis,
        consent_on=row.consent_on,
        consent_by=row.consent_by,
        stated_by=colleague,
        as_at=at,
    )
    given.write(under_seal=bool(row.sealed), force_insert=True)
    return given


def _to(now: Involvement | None, *, led: bool) -> dict[str, str | bool]:
    kept: dict[str, str | bool] = {"lead": led}
    return {**kept, "to": str(now.practitioner_id), "involvement": str(now.pk)} if now else kept
