"""What of signing in and of second factors goes into the log? (R-AUDIT-1)"""

from typing import Any

from allauth.account.signals import password_changed
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import sessions, stepup
from accounts.access import actor
from accounts.activation import activate_if_ready
from accounts.home_sign_in import home_of_this_sign_in
from accounts.models import Practitioner
from accounts.sign_in import SIGNED_IN
from audit.log import NOBODY, Actor, record


@receiver(user_logged_in)
def signed_in(*, request: HttpRequest, user: Practitioner, **_: Any) -> None:
    at = timezone.now()
    with transaction.atomic():
        sessions.begin(request, user, at=at)
        Practitioner.objects.filter(pk=user.pk).update(last_used_at=at)
        home = home_of_this_sign_in(request, user)
        record(SIGNED_IN, actor=actor(user), at=at, facts={"with": home} if home else {})


@receiver(user_logged_out)
def signed_out(*, request: HttpRequest, user: Practitioner | None, **_: Any) -> None:
    if user is None:
        return
    because = getattr(request, "ended_because", sessions.Ending.PERSON)
    with transaction.atomic():
        record("sign_in.ended", actor=actor(user), at=timezone.now(), because=because)


@receiver(password_changed)
def changed_password(*, user: Practitioner, **_: Any) -> None:
    with transaction.atomic():
        record("password.changed", actor=actor(user), at=timezone.now())


@receiver(post_save, sender=Authenticator)
def added_factor(*, instance: Authenticator, created: bool, **_: Any) -> None:
    """Told by the row, so that the event is in the transaction of the row however it came about."""
    if not created:
        return
    with transaction.atomic():
        _record_factor("second_factor.added", instance)
        activate_if_ready(instance.user, by=instance.user, at=timezone.now())


@receiver(post_delete, sender=Authenticator)
def removed_factor(*, instance: Authenticator, **_: Any) -> None:
    _record_factor("second_factor.removed", instance)


@receiver(authenticator_used)
def used_factor(
    *, request: HttpRequest, user: Practitioner, authenticator: Authenticator, reauthenticated: bool, **_: Any
) -> None:
    at = timezone.now()
    facts = {"type": authenticator.type, "again": reauthenticated}
    with transaction.atomic():
        record("second_factor.used", actor=actor(user), at=at, facts=facts)
    stepup.remember(request, user, at=at)


def _record_factor(verb: str, factor: Authenticator) -> None:
    facts = {"practitioner": str(factor.user_id), "type": factor.type}
    with transaction.atomic():
        record(verb, actor=_who_acts(), at=timezone.now(), facts=facts)


def _who_acts() -> Actor:
    """Nobody when a command acts: its own event names it."""
    request = context.request
    person = getattr(request, "user", None)
    return actor(person) if isinstance(person, Practitioner) else NOBODY
