"""How does somebody come to have an account? Asked in by an administrator; who comes back starts over (R-USER-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse

from accounts import letters, post, roles
from accounts.access import Refused, actor
from accounts.comparing import surname_token
from accounts.email_addresses import plain
from accounts.granting import NotDone, may_give, refuse_role
from accounts.leaving import close, refuse_while_a_case_is_open
from accounts.models import AccountState, Because, Invitation, Message, Organisation, Practitioner, StateChange
from accounts.roles import ROLES
from accounts.scope import GRANTING, MANAGE, Scope, person_to_change, scope_of
from audit.log import record

UNDO: Final = timedelta(minutes=10)  # between the act and the letter (ux 2e)


class AlreadyHere(NotDone):
    """This email address has an account already."""


@dataclass(frozen=True)
class Newcomer:
    """Who is asked in, for which work, and where in the organisation."""

    email: str
    forename: str
    surname: str
    job_title: str
    role: str
    organisation: UUID  # that grants the access
    phone: str = ""
    team: UUID | None = None
    employer: UUID | None = None
    line_manager: UUID | None = None


class InvitationTokens(PasswordResetTokenGenerator):
    """Good once, until a password is set; for as long as settings.PASSWORD_RESET_TIMEOUT says."""

    key_salt = "accounts.joining.InvitationTokens"

    def _make_hash_value(self, user: Practitioner, timestamp: int) -> str:
        """With the open invitation in it: a letter that was sent again, or withdrawn, opens nothing."""
        now = user.invitations.filter(accepted_at=None, cancelled_at=None).order_by("-pk").first()
        return f"{super()._make_hash_value(user, timestamp)}{now.pk if now else 'none'}"


tokens: Final = InvitationTokens()


def invite(newcomer: Newcomer, *, by: Practitioner, at: datetime) -> Practitioner:
    """Makes the account and promises the letter. Raises AlreadyHere, NotDone, Refused."""
    made, here = invite_many([newcomer], by=by, at=at)
    if here:
        raise AlreadyHere(*here.values())
    return made[0]


def invite_many(
    newcomers: Sequence[Newcomer], *, by: Practitioner, at: datetime
) -> tuple[list[Practitioner], dict[str, str]]:
    """All in one act; for each email address that is here already, why it is not asked in. Raises Refused for all."""
    with transaction.atomic():
        scope = scope_of(by, at=at)
        places = Organisation.objects.in_bulk({newcomer.organisation for newcomer in newcomers})
        for newcomer in newcomers:
            refuse_newcomer(newcomer, places[newcomer.organisation], scope, by=by)
        people = [_new_person(newcomer, at=at) for newcomer in newcomers]
        Practitioner.objects.bulk_create(people, ignore_conflicts=True)
        there = set(Practitioner.objects.filter(pk__in=[one.pk for one in people]).values_list("pk", flat=True))
        asked = [pair for pair in zip(newcomers, people, strict=True) if pair[1].pk in there]
        for role, where in {(newcomer.role, newcomer.organisation) for newcomer, _ in asked}:
            given = [one for newcomer, one in asked if (newcomer.role, newcomer.organisation) == (role, where)]
            roles.give_all(given, role, places[where])
        acting = actor(by)
        for newcomer, one in asked:
            facts = {"practitioner": str(one.pk), "role": newcomer.role}
            record("practitioner.invited", at=at, actor=acting, facts=facts)
        _promise_letters([one for _, one in asked], by=by, at=at)
        pairs = zip(newcomers, people, strict=True)
        left = {_address(newcomer): newcomer for newcomer, one in pairs if one.pk not in there}
    return [one for _, one in asked], _why_here(left)


def create_account(newcomer: Newcomer, *, at: datetime) -> Practitioner:
    """The account alone, for acts that ask in their own way who may make one. Raises AlreadyHere."""
    person = _new_person(newcomer, at=at)
    Practitioner.objects.bulk_create([person], ignore_conflicts=True)
    if not Practitioner.objects.filter(pk=person.pk).exists():
        raise AlreadyHere(*_why_here({person.email: newcomer}).values())
    return person


def refuse_newcomer(newcomer: Newcomer, organisation: Organisation, scope: Scope, *, by: Practitioner) -> None:
    """Raises Refused unless this administrator may ask people into that team, and give them that role."""
    if not may_ask_into(scope, organisation, newcomer.team, by=by):
        raise Refused(MANAGE, organisation.pk)
    if not may_give(scope, ROLES[newcomer.role], organisation):
        raise Refused(MANAGE, organisation.pk)


def may_ask_into(scope: Scope, organisation: Organisation, team: UUID | None, *, by: Practitioner) -> bool:
    into_part = team in scope.within and organisation.pk == by.organisation_id
    into_whole = organisation.pk in scope.granting and team in {None, *scope.within}
    return (into_whole or into_part) and organisation.kind in GRANTING


def invite_anew(newcomer: Newcomer, practitioner: UUID, *, by: Practitioner, at: datetime) -> Practitioner:
    """The account of an invitation that was withdrawn, for another one. Raises as `reopen`."""
    with transaction.atomic():
        reopen(practitioner, newcomer.role, by=by, at=at)
        fresh = _new_person(newcomer, at=at)
        Practitioner.objects.filter(pk=practitioner).update(**{name: getattr(fresh, name) for name in _PARTICULARS})
    return Practitioner.objects.get(pk=practitioner)


def was_withdrawn(person: Practitioner) -> bool:
    """Whether nobody ever had this account: it was closed before its invitation was accepted."""
    if person.account_state != AccountState.CLOSED:
        return False
    accepted = list(person.invitations.values_list("accepted_at", flat=True))
    return bool(accepted) and not any(accepted)


def invite_again(practitioner: UUID, *, by: Practitioner, at: datetime) -> None:
    """A new letter for somebody who has not set a password. Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        if person.account_state != AccountState.INVITED or person.has_usable_password():
            raise NotDone(f"{person.name} has accepted the invitation already")
        _withdraw_letters(person, at=at)
        record("practitioner.invited_again", at=at, actor=actor(by), facts={"practitioner": str(person.pk)})
        promise_letter(person, by=by, at=at)


def withdraw(practitioner: UUID, *, by: Practitioner, at: datetime) -> None:
    """Takes an invitation back: the letter, if it has not left, and the account. Raises as close does."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        if person.account_state != AccountState.INVITED:
            raise NotDone(f"{person.name}'s account is not one of an invited person any more")
        _withdraw_letters(person, at=at)
        close(practitioner, because=Because.CANCELLED, by=by, at=at)


def reopen(practitioner: UUID, code: str, *, by: Practitioner, at: datetime) -> None:
    """Somebody comes back to a closed account, with one role: a new letter, password and second factor.

    Raises NotDone, also while a case is open about the person (R-USER-6); Refused, NotYours, OwnAccount.
    """
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        if person.account_state != AccountState.CLOSED:
            raise NotDone(f"{person.name}'s account is not closed")
        refuse_while_a_case_is_open(person)
        Practitioner.objects.filter(pk=person.pk).update(account_state=AccountState.INVITED, active_since=None)
        person.refresh_from_db()
        refuse_role(person, ROLES[code], person.organisation, by=by, at=at)
        roles.give(person, code, person.organisation)
        StateChange.objects.create(
            practitioner=person, state=AccountState.INVITED, because=Because.REOPENED, by=by, at=at
        )
        facts = {"practitioner": str(person.pk), "role": code}
        record("practitioner.reopened", at=at, actor=actor(by), facts=facts)
        promise_letter(person, by=by, at=at)


def invited_by_link(practitioner: UUID, token: str) -> Practitioner | None:
    """Whose link this is; None for one that is used, old, withdrawn or made up."""
    waiting = Practitioner.objects.filter(pk=practitioner, account_state=AccountState.INVITED)
    person = waiting.select_related("organisation").first()
    invited = person is not None and person.invitations.filter(accepted_at=None, cancelled_at=None).exists()
    return person if invited and tokens.check_token(person, token) else None


def accept_invitation(practitioner: UUID, token: str, password: str, *, at: datetime) -> None:
    """Sets the first password: the link is used up by it. Raises NotDone when it was used meanwhile."""
    with transaction.atomic():
        Practitioner.objects.select_for_update().filter(pk=practitioner).first()
        person = invited_by_link(practitioner, token)
        if person is None:
            raise NotDone("This link was used already")
        person.set_password(password)
        person.save(update_fields=["password"])
        person.invitations.filter(accepted_at=None, cancelled_at=None).update(accepted_at=at)
        record("invitation.accepted", at=at, actor=actor(person), facts={"practitioner": str(person.pk)})


@letters.context("invited")
def _link(message: Message) -> Mapping[str, str]:
    """Made when the letter leaves, so that it stands in no table."""
    person = message.person
    where = reverse("follow_invitation", args=[person.pk, tokens.make_token(person)])
    return {"link": settings.PUBLIC_URL.rstrip("/") + where}


_PARTICULARS = (
    *("forename", "surname", "surname_token", "job_title"),
    *("phone", "team_id", "employer_id", "line_manager_id"),
)


def _new_person(newcomer: Newcomer, *, at: datetime) -> Practitioner:
    return Practitioner(
        email=_address(newcomer),
        password=make_password(None),
        forename=newcomer.forename,
        surname=newcomer.surname,
        job_title=newcomer.job_title,
        phone=newcomer.phone,
        organisation_id=newcomer.organisation,
        team_id=newcomer.team,
        employer_id=newcomer.employer or newcomer.organisation,
        line_manager_id=newcomer.line_manager,
        surname_token=surname_token(newcomer.surname),
        invited_at=at,
    )


def _address(newcomer: Newcomer) -> str:
    return plain(newcomer.email)


def _why_here(left: Mapping[str, Newcomer]) -> dict[str, str]:
    there = {one.email: one for one in Practitioner.objects.filter(email__in=left)}
    return {email: why_here(there.get(email), newcomer.organisation) for email, newcomer in left.items()}


def why_here(there: Practitioner | None, organisation: UUID) -> str:
    if there is None or there.organisation_id != organisation:
        return "This email address has an account in another organisation. Ask that organisation to transfer it"
    if there.account_state == AccountState.CLOSED:
        return f"{there.name} had an account that was closed. Open it again from the page about {there.name}"
    return f"{there.name} has an account already"


def promise_letter(person: Practitioner, *, by: Practitioner, at: datetime) -> None:
    _promise_letters([person], by=by, at=at)


def _promise_letters(people: Sequence[Practitioner], *, by: Practitioner, at: datetime) -> None:
    send_at = at + UNDO
    Invitation.objects.bulk_create(
        Invitation(practitioner=person, invited_by=by, invited_at=at, send_at=send_at) for person in people
    )
    post.send_many(people, "invited", at=at, send_at=send_at)


def _withdraw_letters(person: Practitioner, *, at: datetime) -> None:
    person.invitations.filter(accepted_at=None, cancelled_at=None).update(cancelled_at=at)
    for letter in post.waiting().filter(practitioner=person, template="invited"):
        post.cancel(letter, at=at)
