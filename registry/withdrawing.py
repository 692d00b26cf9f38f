"""Consent to record a sensitive service is withdrawn: how does it end at once, unseen by anybody else? (R-INV-2)"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import actor, require
from accounts.models import Practitioner
from audit.log import record
from registry.disclosure import NotThere
from registry.for_officers import child_of_area
from registry.models import Child, Involvement, WhoWithdrew, Withdrawal
from registry.record.parts import parts_of
from registry.signals import consent_withdrawn
from registry.withdrawals import service_token


@dataclass(frozen=True)
class Withdrawable:
    """A sensitive service that stands on a record."""

    service: str
    organisation: str
    since: date


def own_sensitive(involvement: UUID, *, by: Practitioner, at: datetime) -> Withdrawable:
    """The own sensitive service, of which consent may be withdrawn. Raises Refused, and NotThere for anything else."""
    require(by, "keep_records", by.organisation, at=at)
    return _shown(Involvement.objects.filter(pk=involvement, practitioner=by).first())


def sensitive_of_area(child: UUID, involvement: UUID, *, by: Practitioner, at: datetime) -> Withdrawable:
    """As `own_sensitive`, for an officer of the responsible team."""
    return _shown(_row(child_of_area(child, by=by, at=at).pk, involvement))


def withdraw_own(involvement: UUID, *, who: WhoWithdrew, by: Practitioner, at: datetime) -> None:
    """The service's own practitioner records it. Raises as own_sensitive does."""
    own_sensitive(involvement, by=by, at=at)
    with transaction.atomic():
        child = Involvement.objects.values_list("child", flat=True).get(pk=involvement)
        _withdraw(child, involvement, who=who, by=by, at=at)


def withdraw_for_service(child: UUID, involvement: UUID, *, who: WhoWithdrew, by: Practitioner, at: datetime) -> None:
    """An officer of the responsible team records it. Raises as sensitive_of_area does."""
    sensitive_of_area(child, involvement, by=by, at=at)
    with transaction.atomic():
        _withdraw(child_of_area(child, by=by, at=at).pk, involvement, who=who, by=by, at=at)


def _row(child: UUID, involvement: UUID) -> Involvement | None:
    """Of a shielded child too, of whom what sources say stands in no table (R-SHIELD-7)."""
    return next((row for row in parts_of([child])[child].involvements if row.pk == involvement), None)


def _shown(row: Involvement | None) -> Withdrawable:
    if row is None or not _stands(row):
        raise NotThere
    return Withdrawable(row.service, row.organisation_name, row.started_on)


def _stands(row: Involvement) -> bool:
    return row.sensitive and row.ended_on is None


def _withdraw(child: UUID, involvement: UUID, *, who: WhoWithdrew, by: Practitioner, at: datetime) -> None:
    """With the record locked, so that no delivery writes the row meanwhile. Tells nobody."""
    locked = Child.objects.select_for_update(of=("self",)).get(pk=child)
    row = _row(locked.pk, involvement)
    if row is None or not _stands(row):  # ended or merged away meanwhile
        raise NotThere
    Withdrawal.objects.create(
        child=locked,
        involvement=row.pk,
        service_token=service_token(row),
        who=who,
        recorded_by=by,
        recorded_at=at,
    )
    _end(row, on=timezone.localdate(at))
    facts = {"id": str(involvement)}
    record("consent.withdrawn", at=at, actor=actor(by), child_number=locked.number, because=who, facts=facts)
    consent_withdrawn.send(Involvement, involvement=involvement, at=at)


def _end(row: Involvement, *, on: date) -> None:
    """What a source said is made no more (registry.withdrawals); what a person entered has an end."""
    if row.source_id:
        Involvement.objects.filter(pk=row.pk).delete()
    else:
        Involvement.objects.filter(pk=row.pk).update(ended_on=max(on, row.started_on))
