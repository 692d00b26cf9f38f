"""Signing in: with a password and a code, and no other way (R-USER-4, SEC-14, SEC-17)."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError
from django.test import Client
from django.urls import get_resolver

from accounts.secrets import belonging_to
from audit.models import Event
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import give_code, give_password, is_signed_in, last_event, sign_in_by_pages, verbs

pytestmark = pytest.mark.django_db


def test_a_password_and_a_code_sign_somebody_in(client: Client) -> None:
    pat = people.social_worker()
    assert give_password(client, pat)["Location"] == "/sign-in/code"
    assert not is_signed_in(client)
    assert give_code(client, people.code(pat))["Location"] == "/"
    assert is_signed_in(client)
    assert verbs(pat)[-2:] == ["second_factor.used", "sign_in.completed"]


def test_no_page_of_signing_in_leads_past_the_second_factor(client: Client) -> None:
    """SEC-14: there is no reset, no sign-up and no sign-in by e-mail, and a code alone is nothing."""
    pat = people.social_worker()
    assert give_code(client, people.code(pat))["Location"] == "/sign-in"
    give_password(client, pat)
    for path in ("/", "/account", "/account/rules", "/account/second-factor/app", "/stay-signed-in"):
        answer = client.post(path) if path == "/stay-signed-in" else client.get(path)
        assert answer.status_code in (302, 404), path
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    of_signing_in = {name for name in names if name.startswith(("account", "mfa"))}
    assert len(of_signing_in) > 5
    assert not {name for name in of_signing_in if re.search("signup|reset|login_code|login_webauthn|confirm", name)}


def test_a_failed_sign_in_is_in_the_log_with_its_words_sealed(client: Client) -> None:
    pat = people.social_worker()
    give_password(client, pat, "not the password")
    event = last_event("sign_in.failed")
    assert event.facts == {"practitioner": str(pat.pk)}
    assert event.address == "127.0.0.1"
    assert event.words is not None
    assert pat.email.encode() not in bytes(event.words)


def test_a_code_counts_once(client: Client, clock: Clock) -> None:
    """SEC-14: also later in its life, when a cache of thirty seconds would have forgotten it."""
    pat = people.social_worker()
    code = people.code(pat)
    give_password(client, pat)
    give_code(client, code)
    clock.pass_by(seconds=31)
    thief = Client()
    give_password(thief, pat)
    answer = give_code(thief, code)
    assert answer.status_code == 422
    assert not is_signed_in(thief)
    assert last_event("second_factor.failed").because == "replayed"


@pytest.mark.parametrize(("age", "counts"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(client: Client, clock: Clock, age: int, counts: bool) -> None:
    pat = people.social_worker()
    give_password(client, pat)
    code = people.code(pat)
    clock.pass_by(seconds=age)
    give_code(client, code)
    assert is_signed_in(client) is counts


def test_a_recovery_code_works_once(client: Client) -> None:
    pat = people.social_worker()
    with belonging_to(pat):
        spare = Authenticator.objects.create(user=pat, type="recovery_codes", data=new_recovery_data(pat))
        code = spare.wrap().get_unused_codes()[0]
    give_password(client, pat)
    give_code(client, code)
    assert is_signed_in(client)
    again = Client()
    give_password(again, pat)
    assert give_code(again, code).status_code == 422


def new_recovery_data(who: Any) -> dict[str, Any]:
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    with belonging_to(who):
        return {"seed": get_adapter().encrypt(RecoveryCodes.generate_seed()), "used_mask": 0}


def test_the_session_has_a_new_id_at_each_step(client: Client) -> None:
    """SEC-17: an id that somebody planted, or saw before, is worth nothing."""
    pat = people.social_worker()
    client.cookies["sessionid"] = "planted0planted0planted0planted0"
    give_password(client, pat)
    before = client.cookies["sessionid"].value
    give_code(client, people.code(pat))
    after = client.cookies["sessionid"].value
    assert len({"planted0planted0planted0planted0", before, after}) == 3
    thief = Client()
    thief.cookies["sessionid"] = before
    assert not is_signed_in(thief)


def test_signing_out_leaves_nothing_behind(client: Client) -> None:
    """SEC-17, SEC-21: the cookie is worth nothing afterwards, and the browser is told to forget."""
    pat = people.social_worker()
    sign_in_by_pages(client, pat)
    cookie = client.cookies["sessionid"].value
    assert client.get("/sign-out").status_code == 405
    answer = client.post("/sign-out")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer["Location"] == "/sign-in?because=signed-out"
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert not is_signed_in(thief)
    assert last_event("sign_in.ended").because == "signed-out"


def test_the_next_page_says_when_and_from_where_the_last_sign_in_was(client: Client, clock: Clock) -> None:
    pat = people.social_worker()
    clock.pass_by(minutes=32)
    sign_in_by_pages(client, pat)
    assert "You last signed in" not in client.get("/account").content.decode()
    clock.pass_by(days=1)
    sign_in_by_pages(Client(), pat)
    clock.pass_by(days=1)
    client = Client()
    sign_in_by_pages(client, pat)
    assert "You last signed in on 4 June 2009 at 9:32am from 127.0.0.1." in client.get("/account").content.decode()


def test_signing_in_leads_to_no_other_site(client: Client) -> None:
    pat = people.social_worker()
    credentials = {"login": pat.email, "password": people.PASSWORD, "next": "https://elsewhere.example/"}
    client.post("/sign-in", credentials)
    assert give_code(client, people.code(pat))["Location"] == "/"


def test_a_suspended_account_learns_whom_to_ring_and_gets_no_further(client: Client) -> None:
    sid = people.social_worker(lacks="account")
    page = give_password(client, sid)
    assert page.status_code == 403
    assert "Your account is not active" in page.content.decode()
    assert "0151" in page.content.decode()
    assert last_event("sign_in.refused").because == "account"
    assert give_code(client, people.code(sid))["Location"] == "/sign-in"


def test_without_an_event_in_the_log_there_is_no_sign_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-AUDIT-1: if it cannot be written down, it did not happen."""

    def refuse(self: Event, **_: Any) -> None:
        if self.verb == "sign_in.completed":
            raise DatabaseError

    pat = people.social_worker()
    give_password(client, pat)
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(Event, "save", refuse)
        assert give_code(client, people.code(pat)).status_code == 500
    assert not is_signed_in(client)


def test_the_teams_numbers_are_shown_after_the_password_and_not_before(client: Client) -> None:
    """R-ORG-3."""
    assert "0808 157 0341" not in client.get("/sign-in").content.decode().replace("\xa0", " ")
    give_password(client, people.social_worker())
    assert "0808 157 0341" in client.get("/sign-in/code").content.decode().replace("\xa0", " ")
