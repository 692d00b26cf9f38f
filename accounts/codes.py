"""Is this the right code, and was it used before? (SEC-14: once only, one step of tolerance)"""

from datetime import datetime
from hmac import compare_digest
from typing import Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.db import transaction

from accounts.models import Practitioner
from accounts.secrets import belonging_to

STEP: Final = 30  # seconds
TOLERANCE: Final = 1  # steps, before and after


class Wrong(Exception):
    """Not a code of this person, at this time."""

    because = "wrong"


class Replayed(Wrong):
    """It was right, and somebody has used it already."""

    because = "replayed"


def code_at(secret: str, *, at: datetime) -> str:
    return _code(secret, _step(at))


def step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """The step that the code belongs to; None when it belongs to none that is near enough."""
    now = _step(at)
    near = range(now - TOLERANCE, now + TOLERANCE + 1)
    return next((step for step in near if compare_digest(_code(secret, step).encode(), code.encode())), None)


def accept(practitioner: Practitioner, code: str, *, at: datetime) -> Authenticator:
    """Takes a code of the app, or a recovery code, and makes sure that nobody can use it again. Raises Wrong."""
    with transaction.atomic(), belonging_to(practitioner):
        mine = Authenticator.objects.select_for_update().filter(user=practitioner)
        app = mine.filter(type=Authenticator.Type.TOTP).first()
        if app is not None and (step := step_of(secret_of(app), code, at=at)) is not None:
            remember(app, step)
            return app
        spare = mine.filter(type=Authenticator.Type.RECOVERY_CODES).first()
        if spare is not None and spare.wrap().validate_code(code):
            return Authenticator.objects.get(pk=spare.pk)
        raise Wrong


def usable(app: Authenticator, *, at: datetime) -> str | None:
    """A code that `accept` takes now: one ahead when the present one is used up, None when that is used up, too."""
    step = max(_step(at), app.data.get("last_step", -1) + 1)
    return _code(secret_of(app), step) if step <= _step(at) + TOLERANCE else None


def add_app(practitioner: Practitioner, secret: str) -> Authenticator:
    """Gives this person an authenticator app that knows the secret, without asking for a first code."""
    with belonging_to(practitioner):
        return TOTP.activate(practitioner, secret).instance


def remember(app: Authenticator, step: int) -> None:
    """Steps only go up: a code counts once, and no older one counts after it. Raises Replayed."""
    if step <= app.data.get("last_step", -1):
        raise Replayed
    app.data["last_step"] = step
    app.save(update_fields=["data"])


def secret_of(app: Authenticator) -> str:
    """The shared secret in the clear; within `belonging_to` its owner."""
    return str(get_adapter().decrypt(app.data["secret"]))


def _code(secret: str, step: int) -> str:
    return str(format_hotp_value(hotp_value(secret, step)))


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP
