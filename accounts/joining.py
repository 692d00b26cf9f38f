"""How does somebody come to have an account? Asked in by an administrator; who comes back starts over (R-USER-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import letters, post, roles
from accounts.access import Refused, actor
from accounts.comparing import surname_token
from accounts.granting import NotDone, refuse_role
from accounts.leaving import close
from accounts.models import AccountState, Because, Invitation, Message, Organisation, Practitioner, StateChange
from accounts.roles import ROLES
from accounts.scope import GRANTING, MANAGE, person_to_change, scope_of
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
    with transaction.atomic():
        organisation = _where(newcomer, by=by, at=at)
        person = create_account(newcomer, organisation, at=at)
        refuse_role(person, ROLES[newcomer.role], organisation, by=by, at=at)
        roles.give(person, newcomer.role, organisation)
        facts = {"practitioner": str(person.pk), "role": newcomer.role}
        record("practitioner.invited", at=at, actor=actor(by), facts=facts)
        promise_letter(person, by=by, at=at)
    return person


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

    Raises NotDone, Refused, NotYours, OwnAccount.
    """
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        if person.account_state != AccountState.CLOSED:
            raise NotDone(f"{person.name}'s account is not closed")
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
    person = message.practitioner
    where = reverse("follow_invitation", args=[person.pk, tokens.make_token(person)])
    return {"link": settings.PUBLIC_URL.rstrip("/") + where}


def _where(newcomer: Newcomer, *, by: Practitioner, at: datetime) -> Organisation:
    """The organisation that grants the access, if this administrator may ask people into it. Raises Refused."""
    scope = scope_of(by, at=at)
    organisation = Organisation.objects.get(pk=newcomer.organisation)
    into_part = newcomer.team in scope.within and organisation.pk == by.organisation_id
    into_whole = organisation.pk in scope.granting and newcomer.team in {None, *scope.within}
    if not (into_whole or into_part) or organisation.kind not in GRANTING:
        raise Refused(MANAGE, organisation.pk)
    return organisation


def create_account(newcomer: Newcomer, organisation: Organisation, *, at: datetime) -> Practitioner:
    """Without a role and without a letter: who may make it is the caller's question. Raises AlreadyHere."""
    email = newcomer.email.strip().lower()
    try:
        with transaction.atomic():
            return Practitioner.objects.create_user(
                email=email,
                forename=newcomer.forename,
                surname=newcomer.surname,
                job_title=newcomer.job_title,
                phone=newcomer.phone,
                organisation=organisation,
                team_id=newcomer.team,
                employer_id=newcomer.employer or organisation.pk,
                line_manager_id=newcomer.line_manager,
                surname_token=surname_token(newcomer.surname),
                invited_at=at,
            )
    except IntegrityError as error:
        raise AlreadyHere(_why_here(email, organisation)) from error


def _why_here(email: str, organisation: Organisation) -> str:
    there = Practitioner.objects.filter(email=email).first()
    if there is None or there.organisation_id != organisation.pk:
        return "This email address has an account in another organisation. Ask that organisation to transfer it"
    if there.account_state == AccountState.CLOSED:
        return f"{there.name} had an account that was closed. Open it again from the page about {there.name}"
    return f"{there.name} has an account already"


def promise_letter(person: Practitioner, *, by: Practitioner, at: datetime) -> None:
    """The invitation leaves after UNDO, and bears the name of whoever gave the access."""
    send_at = at + UNDO
    Invitation.objects.create(practitioner=person, invited_by=by, invited_at=at, send_at=send_at)
    post.send(person, "invited", at=at, send_at=send_at)


def _withdraw_letters(person: Practitioner, *, at: datetime) -> None:
    person.invitations.filter(accepted_at=None, cancelled_at=None).update(cancelled_at=at)
    for letter in post.waiting().filter(practitioner=person, template="invited"):
        post.cancel(letter, at=at)
