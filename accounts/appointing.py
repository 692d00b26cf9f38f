"""Who makes the first administrators of an organisation? Two operators, one after the other (R-USER-8)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import access, roles
from accounts.access import actor, require
from accounts.activation import activate_if_ready
from accounts.email_addresses import account_with
from accounts.granting import ADMINISTRATORS, NotDone, administrators, refuse_clash
from accounts.joining import Newcomer, create_account, promise_letter
from accounts.models import AccountState, Appointment, Organisation, Practitioner
from accounts.permissions import OPERATE
from accounts.roles import ROLES, Role
from accounts.scope import GRANTING, MANAGE
from accounts.vetting import Seen, check, vet
from audit.log import record


@dataclass(frozen=True)
class Named:
    """Of somebody who has no account yet."""

    forename: str
    surname: str
    job_title: str


def appoint(
    email: str, organisation: Organisation, seen: Seen | None, *, named: Named | None, by: Practitioner, at: datetime
) -> Appointment:
    """The first call proposes, and makes the account; another operator's call agrees, and gives the role.

    `seen` is what this operator has looked at. Raises NotDone, Refused.
    """
    with transaction.atomic():
        require(by, OPERATE, by.organisation, at=at)
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        role = administering(organisation)
        _refuse_where_they_appoint_themselves(organisation, role, at=at)
        person = _person(email, organisation, role, named, at=at)
        _refuse(person, organisation, role, by=by)
        if seen:
            check(seen, of=person, on=timezone.localdate(at))
            vet(person, seen, by=by, at=at)
        before = person.appointments.filter(agreed_at=None, organisation=organisation).first()
        if before and not access.lapses(before.proposed_by, at=at):
            return _agree(before, role, by=by, at=at)
        return _propose(person, organisation, by=by, at=at)


def administering(organisation: Organisation) -> type[Role]:
    """The role of an administrator there. Raises NotDone where no access is granted."""
    if organisation.kind not in GRANTING:
        raise NotDone(f"{organisation.name} grants no access. Appoint in the organisation that does")
    return next(r for r in ROLES.values() if MANAGE in r.permissions and roles.can_be_held(r, organisation))


def _refuse_where_they_appoint_themselves(organisation: Organisation, role: type[Role], *, at: datetime) -> None:
    """Those who are on their way count: else many could be appointed before the first has signed in."""
    coming = Practitioner.objects.filter(
        groups__name=f"{organisation.pk}:{role.code}", account_state=AccountState.INVITED
    )
    if len(administrators(organisation, at=at) | set(coming.values_list("pk", flat=True))) >= ADMINISTRATORS:
        raise NotDone(f"{organisation.name} has {ADMINISTRATORS} administrators already. They appoint the next one")


def _person(
    email: str, organisation: Organisation, role: type[Role], named: Named | None, *, at: datetime
) -> Practitioner:
    if found := account_with(email, among=Practitioner.objects.select_for_update()):
        return found
    if named is None:
        raise NotDone(f"Nobody has an account with the email address {email}. Give the name and the job title")
    newcomer = Newcomer(email, named.forename, named.surname, named.job_title, role.code, organisation.pk)
    return create_account(newcomer, at=at)


def _refuse(person: Practitioner, organisation: Organisation, role: type[Role], *, by: Practitioner) -> None:
    if person.pk == by.pk:
        raise NotDone("Nobody appoints themselves")
    if person.organisation_id != organisation.pk:
        raise NotDone(f"{person.name} has an account in another organisation. Ask that organisation to transfer it")
    if person.account_state not in (AccountState.INVITED, AccountState.ACTIVE):
        raise NotDone(f"{person.name}'s account is not open")
    refuse_clash(person, role)


def _propose(person: Practitioner, organisation: Organisation, *, by: Practitioner, at: datetime) -> Appointment:
    """In the place of a proposal whose operator has lost access."""
    person.appointments.filter(agreed_at=None).delete()
    row = person.appointments.create(organisation=organisation, proposed_by=by, proposed_at=at)
    _log("appointment.proposed", row, by=by, at=at)
    return row


def _agree(row: Appointment, role: type[Role], *, by: Practitioner, at: datetime) -> Appointment:
    person = row.practitioner
    if row.proposed_by_id == by.pk:
        raise NotDone(f"You proposed {person.name} yourself. Another operator must agree")
    Appointment.objects.filter(pk=row.pk).update(agreed_by=by, agreed_at=at)
    row.refresh_from_db()
    roles.give(person, role.code, row.organisation)
    _log("appointment.agreed", row, by=by, at=at, role=role.code)
    if person.account_state == AccountState.INVITED and not person.has_usable_password():
        promise_letter(person, by=by, at=at)
    activate_if_ready(person, by=by, at=at)
    return row


def _log(verb: str, row: Appointment, *, by: Practitioner, at: datetime, **more: str) -> None:
    facts = {"practitioner": str(row.practitioner_id), "organisation": str(row.organisation_id)}
    record(verb, at=at, actor=actor(by), facts={**facts, **more})
