"""How long does a sign-in last, and which one counts? (R-USER-4)"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Practitioner

SIGNED_IN_AT: Final = "signed_in_at"
SEEN_AT: Final = "seen_at"
UNATTENDED: Final = "X-Unattended"
KEPT: Final = "kept"  # in the address of the sign-in page: what was typed is not lost


class Ending(StrEnum):
    """Why somebody is signed out, as the address of the sign-in page and the log name it."""

    PERSON = "signed-out"
    IDLE = "idle"
    TOO_LONG = "too-long"
    ELSEWHERE = "elsewhere"
    LAPSED = "lapsed"
    NEW_PASSWORD = "new-password"  # noqa: S105 - a reason, not a secret


SENTENCES: Final = {
    Ending.PERSON: "You have signed out.",
    Ending.IDLE: "You were signed out because you did not use the service for 15 minutes.",
    Ending.TOO_LONG: "You were signed out because you had been signed in for 8 hours.",
    Ending.ELSEWHERE: "You were signed out because somebody signed in to your account on another device or browser. "
    "If it was not you, ring your ContactPoint team now.",
    Ending.LAPSED: "You were signed out because you no longer have access.",
    Ending.NEW_PASSWORD: "You have changed your password. Sign in with the new one.",
}


def begin(request: HttpRequest, practitioner: Practitioner, *, at: datetime) -> None:
    """This sign-in is now the person's only one; any other ends at its next request."""
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = at.timestamp()
    Practitioner.objects.filter(pk=practitioner.pk).update(session_key=request.session.session_key)


def why_over(request: HttpRequest, practitioner: Practitioner, *, at: datetime) -> Ending | None:
    """None while the sign-in counts. One without its times is none of ours."""
    if practitioner.session_key != request.session.session_key:
        return Ending.ELSEWHERE
    if at < ends_at(request):
        return None
    return Ending.TOO_LONG if ends_at(request) == _latest_end(request) else Ending.IDLE


def is_unattended(request: HttpRequest) -> bool:
    """Asked by a page that looks how far a job is (progress.js), and by nobody: it keeps no sign-in alive."""
    return UNATTENDED in request.headers


def seen(request: HttpRequest, *, at: datetime) -> None:
    request.session[SEEN_AT] = at.timestamp()


def signed_in_at(request: HttpRequest) -> datetime:
    return _time(request, SIGNED_IN_AT)


def ends_at(request: HttpRequest) -> datetime:
    """When the person is signed out if they do nothing."""
    return min(_time(request, SEEN_AT) + settings.SESSION_IDLE, _latest_end(request))


def end(request: HttpRequest, because: Ending) -> None:
    """Signs out; the log learns why (accounts.events)."""
    request.ended_because = because  # type: ignore[attr-defined]
    logout(request)


def sign_in_address(request: HttpRequest, because: Ending, *, kept: bool = False) -> str:
    """The sign-in page with the reason; it leads back to the page that was asked for, when asking changes nothing."""
    query = {"because": because.value}
    if request.method == "GET" and because is not Ending.PERSON:
        query[REDIRECT_FIELD_NAME] = request.get_full_path()
    if kept:
        query[KEPT] = "yes"
    return f"{reverse('account_login')}?{urlencode(query)}"


def forget_sessions(*, at: datetime) -> int:
    """Those that have run out. How many went."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def _latest_end(request: HttpRequest) -> datetime:
    return signed_in_at(request) + settings.SESSION_AT_MOST


def _time(request: HttpRequest, name: str) -> datetime:
    return datetime.fromtimestamp(request.session.get(name, 0), UTC)
