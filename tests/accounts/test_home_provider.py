"""What a home organisation's provider says counts once, here, and only when it has said it (SEC-14)."""

import json
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from contactpoint.oidc import home_organisations
from tests import people
from tests.accounts.coming_home import ENTRY, GO, come_home, of, refused_because
from tests.accounts.home_stub import SECRET, Home, new_key

pytestmark = pytest.mark.django_db


def test_an_answer_counts_once(client: Client, home: Home) -> None:
    pat = people.social_worker()
    home.says = of(pat)
    back = home.sign_in(client.post(GO)["Location"])
    client.get(back)
    assert refused_because(client.get(back)) == "provider"


def test_an_answer_counts_only_in_the_browser_that_asked(client: Client, home: Home) -> None:
    """Nobody is signed in to somebody else's account by following a link."""
    home.says = of(people.social_worker())
    back = home.sign_in(client.post(GO)["Location"])
    assert refused_because(Client().get(back)) == "provider"


def test_a_token_from_another_sign_in_does_not_count(client: Client, home: Home) -> None:
    home.lies = {"nonce": "of another sign-in"}
    assert refused_because(come_home(client, home, **of(people.social_worker()))) == "provider"


@pytest.mark.parametrize(
    "lie",
    [
        {"aud": "another service"},
        {"azp": "another service"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1_230_000_000},
        {"exp": None},
        {"nonce": None},
        {"sub": None},
    ],
)
def test_a_token_for_others_or_of_old_does_not_count(client: Client, home: Home, lie: dict[str, Any]) -> None:
    home.lies = lie
    assert refused_because(come_home(client, home, **of(people.social_worker()))) == "provider"


@pytest.mark.parametrize("how", ["another key", "HS256", "none"])
def test_a_token_that_home_has_not_signed_does_not_count(client: Client, home: Home, how: str) -> None:
    if how == "another key":
        home.key = new_key()
    else:
        home.algorithm = how
    assert refused_because(come_home(client, home, **of(people.social_worker()))) == "provider"


def test_a_provider_that_is_another_one_or_away_is_said_to_be_no_way_in(client: Client, home: Home) -> None:
    pat, at_home = people.social_worker(), home.issuer
    home.says = of(pat)
    back = home.sign_in(client.post(GO)["Location"])
    home.issuer = "http://elsewhere.example"
    assert refused_because(client.post(GO)) == "provider"
    assert refused_because(client.get(back)) == "provider"
    home.issuer = at_home
    assert refused_because(client.get(f"{GO}/return?error=access_denied&state=x")) == "provider"


def test_no_token_and_nothing_else_about_the_person_is_kept(client: Client, home: Home) -> None:
    pat = people.social_worker()
    come_home(client, home, **of(pat, name="Patricia Example", given_name="Patricia"))
    assert not SocialToken.objects.exists()
    bound = SocialAccount.objects.get()
    assert (bound.user_id, bound.extra_data) == (pat.pk, {})
    kept = str([session.get_decoded() for session in Session.objects.all()])
    for secret in ("a token that opens mail", "Patricia", "subject of Pat", "eyJ"):
        assert secret not in kept
        assert secret not in bound.uid


def test_going_home_is_asked_for_by_post_and_only_to_a_known_one(client: Client, home: Home) -> None:
    assert client.get(GO).status_code == 405
    for unknown in ("authority-352", "openid_connect"):
        assert client.post(f"/sign-in/with/{unknown}").status_code == 404
        assert client.get(f"/sign-in/with/{unknown}/return").status_code == 404
    assert Client(enforce_csrf_checks=True).post(GO).status_code == 403


def test_the_address_cannot_ask_for_more_than_signing_in(client: Client, home: Home) -> None:
    """The library would also connect accounts and pass on what the address says."""
    pat, hana = people.social_worker(), people.health_visitor()
    people.sign_in(client, hana)
    home.says = of(pat)
    address = client.post(f"{GO}?process=connect&scope=everything&auth_params=prompt%3Dnone")["Location"]
    assert "everything" not in address
    assert "prompt" not in address
    client.get(home.sign_in(address))
    assert not SocialAccount.objects.filter(user=hana).exists()


@pytest.mark.parametrize(
    "text",
    ["no json", "{}x", '["liverpool"]', '[{"kind": "authority"}]', '[{"secret": 1}]', "7"],
)
def test_a_configuration_that_cannot_be_read_stops_the_program(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="OIDC must be a JSON list"):
        home_organisations(text, encrypted=True)


def test_outside_a_demonstration_home_is_reached_encrypted() -> None:
    text = json.dumps([{**ENTRY, "issuer": "http://login.example.org"}])
    with pytest.raises(ImproperlyConfigured, match="https") as refusal:
        home_organisations(text, encrypted=True)
    assert SECRET not in str(refusal.value)
    assert home_organisations("", encrypted=True) == []
