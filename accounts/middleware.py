"""Does this person still have access at this request? (R-USER-1, R-USER-4)"""

import ipaddress
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import access, kept_answers, sessions
from accounts.access import (
    ACCOUNT,
    AGREEMENT,
    CLEARANCE,
    CLOSED,
    INVITED,
    SECOND_FACTOR,
    UNUSED,
    Lapse,
    NotYours,
    Refused,
)
from accounts.limits import LimitReached, note_refusal
from accounts.models import Practitioner
from accounts.refusals import limit_reached, no_access, not_permitted
from accounts.secrets import belonging_to
from accounts.sent_late import wants_only_keeping
from audit.log import address, record
from contactpoint.pages.refusal import not_found

ENDS_SESSION: Final = {ACCOUNT, UNUSED, CLEARANCE, *CLOSED}
LEAVING: Final = {"account_logout", "account_login"}
PROVING: Final = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
SETTING_UP: Final = {
    *LEAVING,
    *PROVING,
    "set_up_second_factor",
    "mfa_activate_totp",
    "mfa_add_webauthn",
}
# What somebody may still reach whose only lapse can be put right on these pages.
REMEDIES: Final = {
    SECOND_FACTOR: ("set_up_second_factor", SETTING_UP),
    AGREEMENT: ("accept_rules", {*SETTING_UP, "accept_rules", "mfa_view_recovery_codes"}),
}


FIRST_STEPS: Final = ("first_steps", {*REMEDIES[AGREEMENT][1], "first_steps", "account_change_password"})


class StandingMiddleware:
    """Asks on every request, so that no job has to run for a lapse to count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = address.set(client_address(request))
        try:
            return self._answer(request, at=timezone.now())
        finally:
            address.reset(before)

    def _answer(self, request: HttpRequest, *, at: datetime) -> HttpResponse:
        if not isinstance(request.user, Practitioner):
            return self.get_response(request)
        if over := _why_over(request, request.user, at=at):
            kept = kept_answers.keep(request, request.user, at=at)
            where = sessions.sign_in_address(request, over, kept=kept)
            sessions.end(request, over)
            return redirect(where)
        if not sessions.is_unattended(request):
            sessions.seen(request, at=at)
        with belonging_to(request.user):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Here the page that is asked for is known, and its view has not run."""
        person = request.user
        if not isinstance(person, Practitioner):
            return None
        lapses = access.lapses(person, at=timezone.now())
        request.lapses = lapses  # type: ignore[attr-defined]  # the navigation asks again
        return self._refuse(request, person, lapses) if lapses else None

    def _refuse(self, request: HttpRequest, person: Practitioner, lapses: tuple[Lapse, ...]) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        remedy, open_pages = remedy_for(lapses)
        if name in open_pages:
            return None
        _record_refusal(person, lapses=lapses)
        if remedy:
            return redirect(remedy)
        if ends_session(lapses):
            sessions.end(request, sessions.Ending.LAPSED)
        return no_access(request, person, lapses)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The transaction of the act is rolled back by now, so that the event about its refusal stays."""
        person = request.user
        if not isinstance(exception, Refused) or not isinstance(person, Practitioner):
            return None
        if isinstance(exception, LimitReached):
            return _limit_reached(request, exception, person, at=timezone.now())
        organisation = str(exception.organisation) if exception.organisation else ""
        _record_refusal(person, lapses=exception.lapses, permission=exception.permission, organisation=organisation)
        if ends_session(exception.lapses):
            return _out(request, person, exception.lapses)
        if isinstance(exception, NotYours):
            return not_found(request)
        return not_permitted(request, person.organisation)


def _why_over(request: HttpRequest, person: Practitioner, *, at: datetime) -> sessions.Ending | None:
    over = sessions.why_over(request, person, at=at)
    return sessions.Ending.IDLE if over is None and wants_only_keeping(request) else over


def _limit_reached(request: HttpRequest, reached: LimitReached, person: Practitioner, *, at: datetime) -> HttpResponse:
    """Whoever asked for far too much is out with this very answer (R-USER-6)."""
    note_refusal(reached, practitioner=person, at=at)
    lapses = access.lapses(person, at=at)
    return _out(request, person, lapses) if ends_session(lapses) else limit_reached(request, person, reached)


def _out(request: HttpRequest, person: Practitioner, lapses: tuple[Lapse, ...]) -> HttpResponse:
    """The act itself has ended the access, as one too many of a day does: the sign-in is over with this answer."""
    sessions.end(request, sessions.Ending.LAPSED)
    return no_access(request, person, lapses)


def remedy_for(lapses: tuple[Lapse, ...]) -> tuple[str | None, set[str]]:
    """The page that puts it right, and the pages that stay open; first things first when two are missing."""
    if INVITED in lapses:
        own = next((lapse for lapse in (SECOND_FACTOR, AGREEMENT) if lapse in lapses), None)
        return (REMEDIES[own] if own else FIRST_STEPS)[0], FIRST_STEPS[1]
    if set(lapses) <= REMEDIES.keys():
        return REMEDIES[SECOND_FACTOR if SECOND_FACTOR in lapses else AGREEMENT]
    return None, LEAVING


def ends_session(lapses: tuple[Lapse, ...]) -> bool:
    """Somebody who is invited waits for others' steps, and may look how far they are."""
    return INVITED not in lapses and bool(ENDS_SESSION & set(lapses))


def client_address(request: HttpRequest) -> str | None:
    """What the outermost of our own proxies saw; whatever else X-Forwarded-For says, anybody may have written."""
    found = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        seen = request.headers.get("X-Forwarded-For", "").split(",")
        found = seen[-settings.PROXIES].strip() if len(seen) >= settings.PROXIES else ""
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return None


def _record_refusal(person: Practitioner, *, lapses: tuple[Lapse, ...], **facts: str) -> None:
    codes = [lapse.code for lapse in lapses]
    with transaction.atomic():
        record("access.refused", actor=access.actor(person), at=timezone.now(), facts={"lapses": codes, **facts})
