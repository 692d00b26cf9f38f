"""How long a sign-in lasts, and that there is one at a time (R-USER-4, SEC-17)."""

import pytest
from django.test import Client

from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import is_signed_in, last_event, sign_in_by_pages

pytestmark = pytest.mark.django_db


def test_fifteen_idle_minutes_sign_out_with_the_reason(client: Client, clock: Clock) -> None:
    people.sign_in(client, people.social_worker())
    clock.pass_by(minutes=14, seconds=59)
    assert is_signed_in(client)
    clock.pass_by(minutes=15)
    answer = client.get("/account")
    assert answer["Location"] == "/sign-in?because=idle&next=%2Faccount"
    assert last_event("sign_in.ended").because == "idle"
    page = client.get(answer["Location"]).content.decode()
    assert "You were signed out because you did not use the service for 15 minutes." in page


def test_eight_hours_are_the_most_however_busy(client: Client, clock: Clock) -> None:
    people.sign_in(client, people.social_worker())
    for _ in range(8 * 6 - 1):
        clock.pass_by(minutes=10)
        assert is_signed_in(client)
    clock.pass_by(minutes=10)
    assert client.get("/account")["Location"].startswith("/sign-in?because=too-long")


def test_a_second_sign_in_ends_the_first_which_is_told_why(client: Client) -> None:
    pat = people.social_worker()
    sign_in_by_pages(client, pat)
    elsewhere = Client()
    sign_in_by_pages(elsewhere, pat)
    answer = client.get("/account")
    assert answer["Location"].startswith("/sign-in?because=elsewhere")
    assert "on another device or browser" in client.get(answer["Location"]).content.decode()
    assert is_signed_in(elsewhere)


def test_the_footer_says_when_somebody_will_be_signed_out(client: Client, clock: Clock) -> None:
    clock.pass_by(hours=5, minutes=32)
    people.sign_in(client, people.social_worker())
    page = client.get("/account").content.decode()
    assert "You will be signed out at" in page
    assert ">14:47</time>" in page


def test_staying_signed_in_is_asked_for_by_post_and_counts_as_use(client: Client, clock: Clock) -> None:
    people.sign_in(client, people.social_worker())
    clock.pass_by(minutes=14)
    assert client.post("/stay-signed-in").json() == {"seconds": 900}
    clock.pass_by(minutes=14)
    assert is_signed_in(client)


def test_a_changed_password_ends_the_sign_in(client: Client) -> None:
    pat = people.social_worker()
    people.sign_in(client, pat)
    new = {"oldpassword": people.PASSWORD, "password1": "lamp river fourteen", "password2": "lamp river fourteen"}
    assert client.post("/account/password", new)["Location"] == "/sign-in"
    assert not is_signed_in(client)
    assert last_event("password.changed").actor == pat.pk
    assert last_event("sign_in.ended").because == "new-password"
