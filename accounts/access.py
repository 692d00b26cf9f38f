"""Who is this person now, and may they? The only place that answers (R-USER-1, R-ORG-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import BaseBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Greatest
from django.utils import timezone
from guardian.backends import ObjectPermissionBackend

from accounts import roles
from accounts.clearance import is_current
from accounts.documents import CURRENT
from accounts.models import AccountState, Agreement, Closure, Organisation, Practitioner
from accounts.permissions import OPERATE, opens
from audit.log import Actor


@dataclass(frozen=True)
class Lapse:
    """One thing that is missing; access stops until it is put right."""

    code: str
    sentence: str


ACCOUNT: Final = Lapse("account", "Your account is not active")
UNUSED: Final = Lapse("unused", "Your account was not used for 90 days")
INVITED: Final = Lapse("invited", "Your account is not active yet")
IDENTITY: Final = Lapse("identity", "Nobody has recorded that your identity was checked")
CLEARANCE: Final = Lapse("clearance", "Your enhanced clearance has ended or was never recorded")
TRAINING: Final = Lapse("training", "You have not completed the mandatory training")
AGREEMENT: Final = Lapse("agreement", "You have not accepted the user agreement and the security operating procedures")
SECOND_FACTOR: Final = Lapse("second_factor", "You have not set up a second way to prove who you are")
STAGE: Final = Lapse("stage", "Your organisation is not yet open to people in your role")
REGISTRY_CLOSED: Final = Lapse("registry_closed", "ContactPoint is closed to everybody at the moment")
ORGANISATION_CLOSED: Final = Lapse(
    "organisation_closed", "ContactPoint is closed to everybody in your organisation at the moment"
)
CLOSED: Final = frozenset({REGISTRY_CLOSED, ORGANISATION_CLOSED})  # a switch, and nothing that this person lacks


UNUSED_FOR: Final = timedelta(days=90)  # R-USER-4
_GIVEN: Final = ObjectPermissionBackend()
_CLOSURES: Final = Closure.objects.filter(reopened_at=None)
# Recovery codes alone are the way back in, not a factor.
_FACTORS: Final = Authenticator.objects.filter(type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
_WHAT: Final = Concat("document", Value(" "), "version")
_ACCEPTED: Final = Agreement.objects.filter(practitioner=OuterRef("pk")).annotate(what=_WHAT)
_IN_FORCE: Final = {f"{document} {version}" for document, version in CURRENT.items()}
# PostgreSQL's GREATEST leaves out what is not known.
IN_USE_AT: Final = Greatest("invited_at", "active_since", "last_used_at")


class Refused(PermissionDenied):
    """This person may not do this here. The middleware records it and answers with the refusal page."""

    def __init__(self, permission: str, organisation: UUID | None, lapses: tuple[Lapse, ...] = ()) -> None:
        super().__init__(permission)
        self.permission = permission
        self.organisation = organisation
        self.lapses = lapses


class NotYours(Refused):
    """What is asked about is not this person's to administer; they read the same as for what is not there."""


def lapses(practitioner: Practitioner, *, at: datetime) -> tuple[Lapse, ...]:
    """What stops this person at this moment; empty when nothing does (R-USER-1). Reads the facts each time."""
    facts = _facts(practitioner, on=timezone.localdate(at))
    if facts is None or facts["account_state"] not in (AccountState.ACTIVE, AccountState.INVITED):
        return (ACCOUNT,)
    if closed := _closed(practitioner, facts):
        return (closed,)
    if facts["account_state"] == AccountState.INVITED:
        return (INVITED, *_steps(facts, on=timezone.localdate(at)))
    if at >= facts["in_use_at"] + UNUSED_FOR:
        return (UNUSED,)
    stage = () if _anything_open(practitioner) else (STAGE,)
    return (*_steps(facts, on=timezone.localdate(at)), *stage)


def _facts(practitioner: Practitioner, *, on: date) -> Mapping[str, Any] | None:
    facts: Mapping[str, Any] | None = _facts_of_everybody(on).filter(pk=practitioner.pk).first()
    return facts


@lru_cache
def _facts_of_everybody(on: date) -> QuerySet[Any, Any]:
    """The question and no answer: worded once a day, for it is asked on every request."""
    return (
        Practitioner.objects.order_by("pk")
        .annotate(identity=_newest("identities__verified_on", on=on))
        .annotate(issued=_newest("clearances__issued_on", on=on))
        .annotate(trained=_newest("trainings__completed_on", on=on))
        .annotate(in_use_at=IN_USE_AT, has_factor=Exists(_FACTORS.filter(user=OuterRef("pk"))))
        .annotate(accepted=ArraySubquery(_ACCEPTED.values_list("what")))
        .annotate(registry_closed=Exists(_CLOSURES.filter(organisation=None)))
        .annotate(organisation_closed=Exists(_CLOSURES.filter(organisation=OuterRef("organisation"))))
        .values()
    )


def _closed(practitioner: Practitioner, facts: Mapping[str, Any]) -> Lapse | None:
    """Whoever operates the service must still get in, to open it again; but nobody who would see a child (R-USER-6)."""
    closed = [lapse for lapse in (REGISTRY_CLOSED, ORGANISATION_CLOSED) if facts[lapse.code]]
    if not closed:
        return None
    held = roles.held(practitioner)
    operates = any(OPERATE in role.permissions for role in held) and not any(role.sees_children for role in held)
    return None if operates else closed[0]


def _steps(facts: Mapping[str, Any], *, on: date) -> tuple[Lapse, ...]:
    """What of the steps to an active account is missing, or has run out."""
    checks = (
        (IDENTITY, facts["identity"] is not None),
        (CLEARANCE, is_current(facts["issued"], on=on)),
        (TRAINING, facts["trained"] is not None),
        (AGREEMENT, set(facts["accepted"]) >= _IN_FORCE),
        (SECOND_FACTOR, facts["has_factor"]),
    )
    return tuple(lapse for lapse, met in checks if not met)


def _newest(dated: str, *, on: date) -> Max:
    """What is dated in the future does not count yet, and hides nothing that does."""
    return Max(dated, filter=Q(**{f"{dated}__lte": on}))


def has_second_factor(practitioner: Practitioner) -> bool:
    return bool(_FACTORS.filter(user=practitioner).exists())


def with_second_factor(people: QuerySet[Practitioner]) -> QuerySet[Practitioner]:
    return people.filter(Exists(_FACTORS.filter(user=OuterRef("pk"))))


def _anything_open(practitioner: Practitioner) -> bool:
    """Whether the stage opens at least one function of one role held: others have nothing to do here."""
    stage = practitioner.organisation.stage
    return any(opens(p, stage=stage) for role in roles.held(practitioner) for p in role.permissions)


class AccessBackend(BaseBackend):
    """First among the authentication back ends, and its answer is final: `has_perm` says what `may` says."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not isinstance(obj, Organisation) or not isinstance(user_obj, Practitioner):
            raise PermissionDenied  # nothing is permitted everywhere
        if not may(user_obj, perm.removeprefix("accounts."), obj, at=timezone.now()):
            raise PermissionDenied
        return True


def may(practitioner: Practitioner, permission: str, organisation: Organisation, *, at: datetime) -> bool:
    """Whether this person may do this in this organisation now."""
    return not lapses(practitioner, at=at) and _holds(practitioner, permission, organisation)


def require(practitioner: Practitioner, permission: str, organisation: Organisation, *, at: datetime) -> None:
    """Raises Refused unless this person may do this in this organisation now."""
    missing = lapses(practitioner, at=at)
    if missing or not _holds(practitioner, permission, organisation):
        raise Refused(permission, organisation.pk, missing)


def _holds(practitioner: Practitioner, permission: str, organisation: Organisation) -> bool:
    """By a role, at this stage; whoever asks has asked for what has lapsed."""
    name = f"accounts.{permission}"
    return opens(name, stage=organisation.stage) and _GIVEN.has_perm(practitioner, name, organisation)


def actor(practitioner: Practitioner) -> Actor:
    """This person as the log names them: organisation and roles of this moment (R-AUDIT-1)."""
    codes = tuple(role.code for role in roles.held(practitioner))
    return Actor(practitioner.pk, practitioner.organisation_id, codes)


def on_track(practitioner: Practitioner, track: str, *, at: datetime) -> bool:
    """Whether this person, whatever the role, has access now in an organisation of this track, or in a part of one."""
    return not lapses(practitioner, at=at) and whole_of(practitioner).track == track


def require_track(practitioner: Practitioner, track: str, *, at: datetime) -> None:
    """Raises Refused where `on_track` is not so."""
    if not on_track(practitioner, track, at=at):
        raise Refused(f"track:{track}", practitioner.organisation_id, lapses(practitioner, at=at))


def whole_of(practitioner: Practitioner) -> Organisation:
    """The authority or partner in which the person has access: a team or a supplying body there is a part of it."""
    return practitioner.organisation.parent or practitioner.organisation
