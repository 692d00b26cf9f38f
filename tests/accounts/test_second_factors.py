"""Setting up, proving and removing second factors (R-USER-4, SEC-14)."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts import codes
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import give_code, give_password, is_signed_in, last_event, sign_in_by_pages, verbs

pytestmark = pytest.mark.django_db


def set_up_app(client: Client) -> str:
    """The secret, after the app was set up with it."""
    page = client.get("/account/second-factor/app").content.decode()
    assert "<svg" in page
    found = re.search(r"cp-secret[^>]*>([A-Z2-7 ]+)<", page)
    assert found
    secret = found.group(1).replace(" ", "")
    wrong = client.post("/account/second-factor/app", {"code": "000000"})
    assert wrong.status_code == 422
    assert found.group(1) in wrong.content.decode()
    client.post("/account/second-factor/app", {"code": codes.code_at(secret, at=timezone.now())})
    return secret


def test_the_first_sign_in_sets_up_an_app_and_shows_recovery_codes_once(client: Client, clock: Clock) -> None:
    fay = people.social_worker(lacks="second_factor")
    assert give_password(client, fay)["Location"] == "/"
    secret = set_up_app(client)
    page = client.get("/account/second-factor/codes").content.decode()
    spare = re.findall(r"<li>(\d{8})</li>", page)
    assert len(spare) == 10
    assert spare[0] not in client.get("/account/second-factor/codes").content.decode()
    assert is_signed_in(client)
    assert verbs(fay).count("second_factor.added") == 2

    again = Client()
    give_password(again, fay)
    assert give_code(again, codes.code_at(secret, at=timezone.now())).status_code == 422  # it set the app up
    assert give_code(again, spare[0])["Location"] == "/"


def test_removing_the_app_asks_for_a_code_unless_somebody_has_just_signed_in(client: Client, clock: Clock) -> None:
    pat = people.social_worker()
    sign_in_by_pages(client, pat)
    clock.pass_by(minutes=6)
    answer = client.get("/account/second-factor/app/remove")
    assert answer["Location"] == "/prove/code?next=%2Faccount%2Fsecond-factor%2Fapp%2Fremove"
    proved = client.post(answer["Location"], {"code": people.code(pat)})
    assert proved["Location"] == "/account/second-factor/app/remove"
    assert last_event("second_factor.used").facts == {"type": "totp", "again": True}


def test_a_removed_app_is_in_the_log_and_shuts_everything_until_there_is_another(client: Client) -> None:
    pat = people.social_worker()
    sign_in_by_pages(client, pat)
    assert client.post("/account/second-factor/app/remove")["Location"] == "/account"
    event = last_event("second_factor.removed")
    assert (event.actor, event.facts) == (pat.pk, {"practitioner": str(pat.pk), "type": "totp"})
    assert client.get("/account")["Location"] == "/account/second-factor"
    set_up_app(client)
    assert is_signed_in(client)


def test_new_recovery_codes_replace_the_old_ones(client: Client) -> None:
    pat = people.social_worker()
    sign_in_by_pages(client, pat)
    assert client.post("/account/second-factor/codes/new")["Location"] == "/account/second-factor/codes"
    first = re.findall(r"<li>(\d{8})</li>", client.get("/account/second-factor/codes").content.decode())
    client.post("/account/second-factor/codes/new")
    second = re.findall(r"<li>(\d{8})</li>", client.get("/account/second-factor/codes").content.decode())
    assert len(first) == len(second) == 10
    assert not set(first) & set(second)
    assert Authenticator.objects.filter(user=pat, type="recovery_codes").count() == 1


def test_nobody_removes_somebody_else_s_passkey(client: Client) -> None:
    tara = people.teacher()
    hers = Authenticator.objects.create(user=tara, type="webauthn", data={"name": "Key", "credential": {}})
    sign_in_by_pages(client, people.social_worker())
    assert client.post(f"/account/second-factor/key/{hers.pk}/remove").status_code == 404


def test_the_account_page_says_what_access_hangs_on(client: Client, clock: Clock) -> None:
    people.sign_in(client, people.teacher())
    page = client.get("/account").content.decode()
    for words in ("Teacher", "Mossley Hill School", "Liverpool", "Practitioner", "3 June 2011", "Authenticator app"):
        assert words in page, words
