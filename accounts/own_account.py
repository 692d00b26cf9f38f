"""What does a person see of their own account?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from accounts import roles
from accounts.access import actor
from accounts.clearance import ends_on
from accounts.limits import Today, today_of
from accounts.models import Practitioner
from accounts.sign_in import SIGNED_IN
from audit.log import record
from audit.models import Event

SHOWN = 10  # sign-ins


@dataclass(frozen=True)
class SecondFactor:
    kind: str
    name: str
    added_at: datetime
    last_used_at: datetime | None
    pk: int


@dataclass(frozen=True)
class OwnAccount:
    name: str
    email: str
    job_title: str
    organisation: str
    employer: str
    roles: Sequence[str]
    clearance_ends_on: date | None
    trained_on: date | None
    factors: Sequence[SecondFactor]
    has_app: bool
    recovery_codes_left: int
    sign_ins: Sequence[Event]
    children_today: Today | None  # counts alone
    wants_digest: bool


def own_account(person: Practitioner, *, at: datetime) -> OwnAccount:
    """The facts that decide about access, and what a misuse by somebody else would show."""
    issued = person.clearances.filter(issued_on__lte=timezone.localdate(at)).order_by("-issued_on").first()
    trained = person.trainings.order_by("-completed_on").first()
    factors = Authenticator.objects.filter(user=person).order_by("created_at")
    shown = [_factor(factor) for factor in factors if factor.type != Authenticator.Type.RECOVERY_CODES]
    spare = next((factor for factor in factors if factor.type == Authenticator.Type.RECOVERY_CODES), None)
    return OwnAccount(
        name=person.name,
        email=person.email,
        job_title=person.job_title,
        organisation=person.organisation.name,
        employer=person.employer.name if person.employer else "",
        roles=[role.name for role in roles.held(person)],
        clearance_ends_on=ends_on(issued.issued_on) if issued else None,
        trained_on=trained.completed_on if trained else None,
        factors=shown,
        has_app=any(factor.kind == Authenticator.Type.TOTP for factor in shown),
        recovery_codes_left=len(spare.wrap().get_unused_codes()) if spare else 0,
        sign_ins=list(Event.objects.filter(actor=person.pk, verb=SIGNED_IN).order_by("-at")[:SHOWN]),
        children_today=today_of(person, at=at),
        wants_digest=person.wants_digest,
    )


def want_digest(person: Practitioner, *, wanted: bool, at: datetime) -> None:
    """Whether a daily e-mail says what waits; an authority's administrators get it always (registry.digests)."""
    with transaction.atomic():
        Practitioner.objects.filter(pk=person.pk).update(wants_digest=wanted)
        record("digest.chosen", at=at, actor=actor(person), facts={"wanted": wanted})


def _factor(row: Authenticator) -> SecondFactor:
    name = row.wrap().name if row.type == Authenticator.Type.WEBAUTHN else "Authenticator app"
    return SecondFactor(row.type, name, row.created_at, row.last_used_at, row.pk)
