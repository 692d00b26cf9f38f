"""What happens at sign-in that is ours and not django-allauth's? (R-USER-4)"""

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import attempts, kept_answers, sessions
from accounts.access import ACCOUNT, UNUSED, actor, lapses
from accounts.attempts import Locked
from accounts.email_addresses import account_with
from accounts.leaving import suspend_by_rule
from accounts.models import Attempt, Because, Practitioner, Secret
from accounts.refusals import no_access
from accounts.stepup import FRESH
from audit.log import address, record
from audit.models import Event
from contactpoint.pages.dates import moment_in_words, time_in_words

SIGNED_IN = "sign_in.completed"
SAID = {"account/messages/password_changed.txt": "You have changed your password."}


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed to newcomers: an administrator makes the account (R-USER-1)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Your email address or password is wrong",
        "incorrect_password": "Your password is wrong",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Counts the guess first; what an unknown address meets is what a known one meets (SEC-15)."""
        at, email = timezone.now(), credentials["email"]
        guess = _charge(email, at=at)
        person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if person is None:
            _record_failure(email, at=at)
        else:
            guess.delete()
        return person

    def reauthenticate(self, user: Practitioner, password: str) -> bool:
        return self.authenticate(self.request, email=user.email, password=password) == user

    def respond_user_inactive(self, request: HttpRequest, user: Practitioner) -> HttpResponse:
        with transaction.atomic():
            record("sign_in.refused", at=timezone.now(), actor=actor(user), because=ACCOUNT.code)
        return no_access(request, user, (ACCOUNT,))

    def pre_login(self, request: HttpRequest, user: Practitioner, **kwargs: Any) -> HttpResponse | None:
        """An account that slept for 90 days is suspended when it wakes, if the night has not done it yet (R-USER-4)."""
        at = timezone.now()
        if UNUSED not in lapses(user, at=at):
            answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
            return answer
        suspend_by_rule(user, because=Because.UNUSED, at=at, source="sign_in")
        return self.respond_user_inactive(request, user)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        before = last_sign_in(user)
        super().login(request, user)
        if before is not None:
            place = f" from {before.address}" if before.address else ""
            messages.info(request, f"You last signed in on {moment_in_words(before.at)}{place}.")

    def post_login(self, request: HttpRequest, user: Practitioner, **more: Any) -> HttpResponse:
        """Who was signed out before a form arrived goes on with it first."""
        response: HttpResponse = super().post_login(request, user, **more)
        return redirect("kept_answers") if kept_answers.are_waiting(user, at=timezone.now()) else response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """The library's own words are not ours (ux)."""
        if words := message or SAID.get(message_template or ""):
            messages.add_message(request, level, words)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """The second factor proves more than the password, which is asked for only where there is no factor yet."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        if not Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists():
            factors.reverse()  # a passkey before the few recovery codes
        return factors or methods

    def is_reauthentication_required(self, *, app: str, **asked: Any) -> bool:
        """Whoever has signed in just now has proved it already."""
        return timezone.now() - sessions.signed_in_at(self.request) > FRESH

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return sessions.sign_in_address(request, getattr(request, "ended_because", sessions.Ending.PERSON))


def last_sign_in(person: AbstractBaseUser) -> Event | None:
    """The latest one that was completed, as the log has it."""
    return Event.objects.filter(actor=person.pk, verb=SIGNED_IN).order_by("-at").first()


def _charge(email: str, *, at: datetime) -> Attempt:
    """Raises ValidationError that says when the account opens again."""
    try:
        return attempts.charge(Secret.PASSWORD, about=email, address=address.get(), at=at)
    except Locked as locked:
        with transaction.atomic():
            record("sign_in.refused", at=at, because="locked", words=email)
        raise ValidationError(try_again(locked), code="locked") from locked


def _record_failure(email: str, *, at: datetime) -> None:
    known = account_with(email)
    facts = {"practitioner": str(known.pk)} if known else {}
    with transaction.atomic():
        record("sign_in.failed", at=at, facts=facts, words=email)
        if until := attempts.locked_until(Secret.PASSWORD, about=email, at=at):
            record("sign_in.locked", at=at, facts={**facts, "until": until.isoformat()}, words=email)


def try_again(locked: Locked) -> str:
    return f"Too many wrong answers. You can try again at {time_in_words(locked.until)}"
