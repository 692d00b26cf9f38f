"""Whom does the word of a home organisation sign in? (R-USER-1, R-USER-4)

It stands for the password and for nothing else: the second factor, the account, clearance, training and agreement are
asked as ever. It never makes an account, and it speaks only of people who work there or have their access from there.
"""

from datetime import datetime
from typing import Any, Final, NoReturn, cast

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts import attempts, sessions
from accounts.access import ACCOUNT, actor
from accounts.email_addresses import account_with
from accounts.models import Organisation, Practitioner, Secret
from audit.log import NOBODY, record

WITH: Final = "socialaccount"  # what django-allauth calls it in its list of what was proved


class NotAdmitted(Exception):
    """The log learns why; the person does not."""

    def __init__(self, because: str, person: Practitioner | None = None) -> None:
        super().__init__(because)
        self.because = because
        self.person = person


class HomeSignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """The end of the library's way and the beginning of ours: no sign-up, no connecting, no token kept."""
        at, home = timezone.now(), sociallogin.account.provider
        try:
            person = admitted(sociallogin, at=at)
        except NotAdmitted as refusal:
            raise ImmediateHttpResponse(refused(request, home, refusal, at=at)) from refusal
        if request.user.is_authenticated:
            sessions.end(request, sessions.Ending.PERSON)
        record_authentication(request, person, WITH, provider=home)
        raise ImmediateHttpResponse(perform_login(request, person, redirect_url=sociallogin.state.get("next")))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_: Any) -> NoReturn:
        raise ImmediateHttpResponse(refused(request, provider.sub_id, NotAdmitted("provider"), at=timezone.now()))


def homes() -> list[dict[str, Any]]:
    """The organisations whose people may sign in there, as configured."""
    return cast(list[dict[str, Any]], settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])


def home_of_this_sign_in(request: HttpRequest, person: Practitioner) -> str | None:
    """The provider, unless a password was given after it."""
    proofs = [proof for proof in get_authentication_records(request, person) if proof["method"] in (WITH, "password")]
    return proofs[-1].get("provider") if proofs else None


def admitted(login: SocialLogin, *, at: datetime) -> Practitioner:
    """Whose account it is: by subject, and only the first time by the email address. Raises NotAdmitted."""
    home, subject = login.account.provider, login.account.uid
    with transaction.atomic():
        bound = _people().filter(socialaccount__provider=home, socialaccount__uid=subject).first()
        person = bound or _by_verified_address(login)
        _check(person, _organisation(login), at=at)
        if bound is None:
            _bind(person, home, subject, at=at)
    return person


def _people() -> QuerySet[Practitioner]:
    """Locked, so that two subjects cannot be bound to one account at once."""
    return Practitioner.objects.select_for_update(of=("self",))


def _by_verified_address(login: SocialLogin) -> Practitioner:
    verified = [address.email for address in login.email_addresses if address.verified]
    if not verified:
        raise NotAdmitted("unverified")
    person = account_with(verified[0], among=_people())
    if person is None:
        raise NotAdmitted("unknown")
    return person


def _organisation(login: SocialLogin) -> Organisation | None:
    of = login.provider.app.settings
    return Organisation.objects.filter(kind=of["kind"], code__iexact=of["code"]).first()


def _check(person: Practitioner, home: Organisation | None, *, at: datetime) -> None:
    """Each time: somebody who moves to another organisation is no longer vouched for by the first."""
    if home is None or home.pk not in (person.organisation_id, person.employer_id):
        raise NotAdmitted("organisation", person)
    if not person.is_active:
        raise NotAdmitted(ACCOUNT.code, person)
    if attempts.locked_until(Secret.PASSWORD, about=person.email, at=at):
        raise NotAdmitted("locked", person)


def _bind(person: Practitioner, home: str, subject: str, *, at: datetime) -> None:
    """Once: an address that passed to somebody else at home is not the same person here."""
    if SocialAccount.objects.filter(user=person, provider=home).exists():
        raise NotAdmitted("subject", person)
    SocialAccount.objects.create(user=person, provider=home, uid=subject)
    record("home_sign_in.bound", actor=actor(person), at=at, facts={"with": home})


def refused(request: HttpRequest, home: str, refusal: NotAdmitted, *, at: datetime) -> HttpResponse:
    """One page for every reason (SEC-15); whoever has no account learns no more than whoever's clearance ended."""
    who = actor(refusal.person) if refusal.person else NOBODY
    with transaction.atomic():
        record("sign_in.refused", actor=who, at=at, because=refusal.because, facts={"with": home})
    return render(request, "accounts/home_refused.html", status=403)
