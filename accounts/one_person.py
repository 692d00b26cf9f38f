"""What does an administrator see of one person? Everything about the account, nothing about a child (R-USER-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts import roles
from accounts.acts import Act, acts_on, may_undo
from accounts.expiring import end_in_words, with_end
from accounts.history import history_of, searches_by
from accounts.models import Organisation, Practitioner, Transfer
from accounts.roles import Role
from accounts.scope import person_to_administer, scope_of
from accounts.steps import Step, steps_of
from contactpoint.pages.components import Event


@dataclass(frozen=True)
class RoleHeld:
    role: type[Role]
    organisation: UUID
    where: str


@dataclass(frozen=True)
class OnePerson:
    person: Practitioner
    own: bool
    steps: Sequence[Step]
    expiry: str
    roles: Sequence[RoleHeld]
    factors: Sequence[str]
    searches: int | None  # None for somebody who searches for no child
    usual_searches: int
    letter_leaves_at: datetime | None
    transfer: Transfer | None
    history: Sequence[Event]
    acts: Sequence[Act]


def one_person(practitioner: UUID, *, by: Practitioner, at: datetime) -> OnePerson:
    """Raises Refused, NotYours."""
    person = person_to_administer(practitioner, by=by, at=at)
    held = roles_held(person)
    searches, usual = searches_by(person, at=at)
    return OnePerson(
        person=person,
        own=person.pk == by.pk,
        steps=steps_of(person, at=at),
        expiry=_expiry(person, at=at),
        roles=held,
        factors=_factors(person),
        searches=searches if any("search_children" in one.role.permissions for one in held) else None,
        usual_searches=usual,
        letter_leaves_at=may_undo(person, at=at),
        transfer=person.transfers.filter(ended_at=None).select_related("to_organisation").first(),
        history=history_of(person),
        acts=acts_on(person, by=by, scope=scope_of(by, at=at)),
    )


def roles_held(person: Practitioner) -> list[RoleHeld]:
    """Each role that counts, with the name of where it is held."""
    held = roles.held_where(person)
    names = dict(Organisation.objects.filter(pk__in=[where for _, where in held]).values_list("pk", "name"))
    return [RoleHeld(role, where, names[where]) for role, where in held]


def _expiry(person: Practitioner, *, at: datetime) -> str:
    on = timezone.localdate(at)
    dated = with_end(Practitioner.objects.filter(pk=person.pk), on=on).get()
    return end_in_words(dated.ends_on, on=on)  # type: ignore[attr-defined]  # annotated by with_end


def _factors(person: Practitioner) -> list[str]:
    """Their kinds alone: a key's name is its owner's."""
    words = {Authenticator.Type.TOTP: "Authenticator app", Authenticator.Type.WEBAUTHN: "Passkey"}
    found = Authenticator.objects.filter(user=person, type__in=words).order_by("created_at")
    return [words[factor.type] for factor in found]
