"""How does an account stop, for a while or for good, and what becomes of the work? (R-USER-3, R-USER-4)"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from accounts import roles
from accounts.access import actor, require
from accounts.activation import activate_if_ready
from accounts.granting import NotDone, keep_two_administrators
from accounts.models import AccountState, Because, Invitation, Practitioner, StateChange, Transfer
from accounts.permissions import OPERATE
from accounts.scope import OwnAccount, person_to_change
from accounts.signals import asking_what_passes_on, leaving
from audit.log import NOBODY, record

WHY_SUSPEND = (Because.CONCERN, Because.LONG_ABSENCE, Because.NEW_WORK)
WHY_CLOSE = (Because.LEFT, Because.NEW_WORK, Because.NOT_CONFIRMED, Because.CANCELLED)


@dataclass(frozen=True)
class PassingOn:
    """Work that somebody must take over: how much, in plain words."""

    count: int
    words: str


def what_passes_on(practitioner: Practitioner, *, at: datetime) -> list[PassingOn]:
    """What the apps above know of; empty when nothing waits."""
    answers: list[tuple[Any, Any]] = asking_what_passes_on.send(Practitioner, practitioner=practitioner, at=at)
    return [work for _, found in answers for work in found if work.count]


def suspend(practitioner: UUID, *, because: Because, by: Practitioner, at: datetime, words: str = "") -> None:
    """Access and sign-ins end at once. Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        if person.account_state not in (AccountState.ACTIVE, AccountState.INVITED):
            raise NotDone(f"{person.name}'s account is not active")
        keep_two_administrators(person, at=at)
        _change(person, AccountState.SUSPENDED, because, by=by, at=at, words=words)


def suspend_by_rule(practitioner: Practitioner, *, because: Because, at: datetime, source: str) -> None:
    """A rule suspends whoever it is: the last administrator, too (R-USER-4, R-USER-6). Call where nobody acts."""
    with transaction.atomic():
        person = Practitioner.objects.select_for_update().get(pk=practitioner.pk)
        if person.account_state == AccountState.ACTIVE:
            _change(person, AccountState.SUSPENDED, because, by=None, at=at, source=source)


def suspend_as_operator(practitioner: UUID, *, because: Because, by: Practitioner, at: datetime) -> None:
    """In an emergency, whoever it is but the operator: the last administrator, too. Raises NotDone, Refused."""
    with transaction.atomic():
        require(by, OPERATE, by.organisation, at=at)
        person = Practitioner.objects.select_for_update().get(pk=practitioner)
        if person.pk == by.pk:
            raise OwnAccount(OPERATE, by.organisation_id)
        if person.account_state not in (AccountState.ACTIVE, AccountState.INVITED):
            raise NotDone(f"{person.name}'s account is not active")
        _change(person, AccountState.SUSPENDED, because, by=by, at=at)


def restore(practitioner: UUID, *, by: Practitioner, at: datetime, words: str = "") -> None:
    """Active again if every step is still in place, else when the missing one is done (R-USER-1).

    Raises NotDone, also while a case is open about the person (R-USER-6); Refused, NotYours, OwnAccount.
    """
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        if person.account_state != AccountState.SUSPENDED:
            raise NotDone(f"{person.name}'s account is not suspended")
        refuse_while_a_case_is_open(person)
        give_back(person, by=by, at=at, words=words)


def refuse_while_a_case_is_open(person: Practitioner) -> None:
    """Raises NotDone: nothing more would suspend the account, for a rule opens no second case (R-USER-6)."""
    if person.cases.filter(closed_at=None).exists():
        raise NotDone(f"A case is open about {person.name}: decide it first")


def give_back(person: Practitioner, *, by: Practitioner, at: datetime, words: str = "") -> None:
    """What restoring does. The caller has locked the suspended person, and asked whether `by` may."""
    _change(person, AccountState.INVITED, Because.RESTORED, by=by, at=at, words=words)
    activate_if_ready(person, by=by, at=at)


def close(
    practitioner: UUID,
    *,
    because: Because,
    by: Practitioner,
    at: datetime,
    hand_over_to: UUID | None = None,
    words: str = "",
) -> None:
    """For good: roles, sign-ins, second factors go; work passes on. Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        if person.account_state == AccountState.CLOSED:
            raise NotDone(f"{person.name}'s account is closed already")
        keep_two_administrators(person, at=at)
        hand_over(person, hand_over_to, by=by, at=at)
        roles.take_all(person)
        Authenticator.objects.filter(user=person).delete()
        person.set_unusable_password()
        person.save(update_fields=["password"])
        Invitation.objects.filter(practitioner=person, accepted_at=None, cancelled_at=None).update(cancelled_at=at)
        Transfer.objects.filter(practitioner=person, ended_at=None).update(ended_at=at)
        _change(person, AccountState.CLOSED, because, by=by, at=at, words=words)


def hand_over(person: Practitioner, to: UUID | None, *, by: Practitioner, at: datetime) -> None:
    """Tells the apps above, which pass the work on to this colleague or end it. Raises NotDone."""
    colleague = colleague_of(person, to) if to else None
    leaving.send(sender=Practitioner, practitioner=person, hand_over_to=colleague, by=by, at=at)


def colleague_of(person: Practitioner, colleague: UUID) -> Practitioner:
    """Somebody who can take over: active, of the same organisation, and not the person. Raises NotDone."""
    found = colleagues_of(person).filter(pk=colleague).first()
    if found is None:
        raise NotDone(f"Choose a colleague of {person.name} whose account is active")
    return found


def colleagues_of(person: Practitioner) -> QuerySet[Practitioner]:
    active = Practitioner.objects.filter(organisation=person.organisation_id, account_state=AccountState.ACTIVE)
    return active.exclude(pk=person.pk).order_by("surname", "forename")


def end_sign_ins(person: Practitioner) -> None:
    """No browser is signed in as this person any more, even if access comes back."""
    Session.objects.filter(session_key=person.session_key).delete()
    Practitioner.objects.filter(pk=person.pk).update(session_key="")


def _change(
    person: Practitioner,
    state: AccountState,
    because: Because,
    *,
    by: Practitioner | None,
    at: datetime,
    source: str = "",
    words: str = "",
) -> None:
    Practitioner.objects.filter(pk=person.pk).update(account_state=state)
    StateChange.objects.create(practitioner=person, state=state, because=because, by=by, at=at)
    end_sign_ins(person)
    verb = "practitioner.restored" if because == Because.RESTORED else f"practitioner.{state}"
    facts = {"practitioner": str(person.pk)}
    who = actor(by) if by else NOBODY
    record(verb, at=at, actor=who, source=source, because=because, facts=facts, words=words)
