"""Has this person proved again, just now, who they are? (SEC-14: before an override, an export, a change of role)"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Final, cast

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import Practitioner

FRESH: Final = timedelta(minutes=5)
PROVED: Final = "second_factor_proved"
NOTHING_DONE: Final = (
    "Nothing was changed, because it is more than 5 minutes since you proved that it is you. "
    "Prove it again, then send your answers once more."
)

View = Callable[..., HttpResponse]


def remember(request: HttpRequest, practitioner: Practitioner, *, at: datetime) -> None:
    """A second factor was accepted just now: at sign-in or on one of the pages "prove" (accounts.events)."""
    request.session[PROVED] = {"by": str(practitioner.pk), "at": at.timestamp()}


def recently_proved(request: HttpRequest, *, at: datetime) -> bool:
    """By a second factor and within 5 minutes; a password, or a proof by somebody else, is none."""
    proof = request.session.get(PROVED, {})
    person = cast(Practitioner, request.user)
    return proof.get("by") == str(person.pk) and at - datetime.fromtimestamp(proof["at"], UTC) < FRESH


def spend(request: HttpRequest) -> None:
    """This proof was for one act: the next one asks again (SEC-7)."""
    request.session.pop(PROVED, None)


def proved_recently(view: View) -> View:
    """Nothing of the view happens without a proof: the person proves it and comes back to its page.

    Put it on the page with the form as well as on what the form is sent to, so that nobody types in vain.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if recently_proved(request, at=timezone.now()):
            return view(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD"):
            messages.warning(request, NOTHING_DONE)
        ways = get_adapter().get_reauthentication_methods(request.user)
        return redirect(f"{ways[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")

    return guarded
