"""How does somebody go from one organisation to another? One lets go, the other takes on: two acts, two people."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import roles
from accounts.access import NotYours, actor
from accounts.granting import NotDone, keep_two_administrators, refuse_role
from accounts.leaving import colleague_of, end_sign_ins, hand_over
from accounts.models import AccountState, Organisation, Practitioner, Transfer
from accounts.roles import ROLES
from accounts.scope import GRANTING, MANAGE, person_to_change, scope_of
from audit.log import record


def propose_transfer(
    practitioner: UUID, to: UUID, *, by: Practitioner, at: datetime, hand_over_to: UUID | None = None
) -> Transfer:
    """Offers this person to another organisation. Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        target = Organisation.objects.filter(pk=to, kind__in=GRANTING).exclude(pk=person.organisation_id).first()
        if target is None:
            raise NotDone("Choose another organisation")
        if person.account_state not in (AccountState.ACTIVE, AccountState.SUSPENDED):
            raise NotDone(f"{person.name}'s account is not active")
        if person.transfers.filter(ended_at=None).exists():
            raise NotDone(f"A transfer of {person.name} waits already")
        keep_two_administrators(person, at=at)
        transfer = Transfer.objects.create(
            practitioner=person,
            from_organisation_id=person.organisation_id,
            to_organisation=target,
            proposed_by=by,
            proposed_at=at,
            hand_over_to=colleague_of(person, hand_over_to) if hand_over_to else None,
        )
        _log("transfer.proposed", transfer, by=by, at=at)
    return transfer


def accept_transfer(transfer: int, code: str, *, by: Practitioner, at: datetime) -> None:
    """Takes the person on with one role: all others end, so do sign-ins. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        row = _waiting(transfer, by=by, at=at)
        person = Practitioner.objects.select_for_update().get(pk=row.practitioner_id)
        if person.pk == by.pk:
            raise NotYours(MANAGE, by.organisation_id)
        Organisation.objects.select_for_update().get(pk=person.organisation_id)
        keep_two_administrators(person, at=at)
        hand_over(person, row.hand_over_to_id, by=by, at=at)
        roles.take_all(person)
        Practitioner.objects.filter(pk=person.pk).update(
            organisation=row.to_organisation_id, team=None, line_manager=None
        )
        person.refresh_from_db()
        end_sign_ins(person)
        refuse_role(person, ROLES[code], person.organisation, by=by, at=at)
        roles.give(person, code, person.organisation)
        Transfer.objects.filter(pk=row.pk).update(accepted_by=by, ended_at=at)
        _log("transfer.accepted", row, by=by, at=at, role=code)


def refuse_transfer(transfer: int, *, by: Practitioner, at: datetime) -> None:
    """The other organisation does not take the person on. Raises Refused, NotYours."""
    with transaction.atomic():
        row = _waiting(transfer, by=by, at=at)
        Transfer.objects.filter(pk=row.pk).update(ended_at=at)
        _log("transfer.refused", row, by=by, at=at)


def withdraw_transfer(practitioner: UUID, *, by: Practitioner, at: datetime) -> None:
    """The proposer's organisation changes its mind. Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        row = person.transfers.filter(ended_at=None).first()
        if row is None:
            raise NotDone("The transfer was decided already")
        Transfer.objects.filter(pk=row.pk).update(ended_at=at)
        _log("transfer.withdrawn", row, by=by, at=at)


def transfers_waiting(by: Practitioner, *, at: datetime) -> list[Transfer]:
    """People whom other organisations offer to this administrator's. Raises Refused."""
    scope = scope_of(by, at=at)
    waiting = Transfer.objects.filter(ended_at=None, to_organisation__in=scope.granting)
    return list(waiting.select_related("practitioner", "from_organisation", "proposed_by").order_by("proposed_at"))


def _waiting(transfer: int, *, by: Practitioner, at: datetime) -> Transfer:
    scope = scope_of(by, at=at)
    waiting = Transfer.objects.select_for_update().filter(pk=transfer, ended_at=None)
    if row := waiting.filter(to_organisation__in=scope.granting).first():
        return row
    raise NotYours(MANAGE, by.organisation_id)


def _log(verb: str, transfer: Transfer, *, by: Practitioner, at: datetime, **facts: str) -> None:
    ids = {
        "practitioner": str(transfer.practitioner_id),
        "from": str(transfer.from_organisation_id),
        "to": str(transfer.to_organisation_id),
    }
    record(verb, at=at, actor=actor(by), facts={**ids, **facts})
