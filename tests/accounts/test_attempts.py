"""Guessing: how often, and until when (R-USER-4, SEC-14, SEC-15)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts import attempts
from accounts.models import Attempt, Secret
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import give_code, give_password, is_signed_in, last_event, sign_in_by_pages, verbs

NINE = datetime(2009, 6, 3, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_ten_wrong_passwords_in_five_minutes_lock_the_account_for_fifteen(client: Client, clock: Clock) -> None:
    pat = people.social_worker()
    for _ in range(10):
        assert "wrong" in give_password(client, pat, "not the password").content.decode()
        clock.pass_by(seconds=20)
    page = give_password(client, pat).content.decode()
    assert "You can try again at 9:18am" in page
    assert last_event("sign_in.locked").facts["until"] == "2009-06-03T08:18:00+00:00"
    assert last_event("sign_in.refused").because == "locked"
    clock.set("2009-06-03T08:17:59+00:00")
    assert give_password(client, pat).status_code == 422
    clock.set("2009-06-03T08:18:00+00:00")
    sign_in_by_pages(client, pat)
    assert is_signed_in(client)


@pytest.mark.django_db
def test_an_unknown_address_is_locked_just_the_same(client: Client) -> None:
    for _ in range(10):
        client.post("/sign-in", {"login": "nobody@example.org", "password": "guess"})
    page = client.post("/sign-in", {"login": " Nobody@Example.org", "password": "guess"}, REMOTE_ADDR="192.0.2.9")
    assert "You can try again at" in page.content.decode()


@pytest.mark.django_db
def test_ten_wrong_passwords_in_more_than_five_minutes_lock_nothing(client: Client, clock: Clock) -> None:
    pat = people.social_worker()
    for _ in range(10):
        give_password(client, pat, "not the password")
        clock.pass_by(seconds=34)
    assert give_password(client, pat)["Location"] == "/sign-in/code"
    assert "sign_in.locked" not in verbs()


@pytest.mark.django_db
def test_a_right_password_between_wrong_ones_wins_no_more_guesses(client: Client) -> None:
    pat = people.social_worker()
    for _ in range(5):
        give_password(Client(), pat, "not the password")
        give_password(Client(), pat)
        give_password(Client(), pat, "not the password")
    assert "You can try again at" in give_password(client, pat).content.decode()


@pytest.mark.django_db
def test_one_address_guesses_ten_times_whoever_it_guesses_about(client: Client) -> None:
    pat = people.social_worker()
    for number in range(10):
        client.post("/sign-in", {"login": f"nobody{number}@example.org", "password": "guess"})
    assert "You can try again at" in give_password(client, pat).content.decode()
    assert give_password(client, pat, REMOTE_ADDR="192.0.2.9")["Location"] == "/sign-in/code"


@pytest.mark.django_db
def test_five_wrong_codes_in_ten_minutes_are_enough(client: Client, clock: Clock) -> None:
    pat = people.social_worker()
    give_password(client, pat)
    for _ in range(5):
        assert give_code(client, "000000").status_code == 422
    page = give_code(client, people.code(pat))
    assert "You can try again at 9:10am" in page.content.decode()
    assert last_event("second_factor.locked").actor == pat.pk
    clock.pass_by(minutes=10)
    give_code(client, people.code(pat))
    assert is_signed_in(client)


@pytest.mark.django_db
def test_guesses_from_one_ipv6_network_are_one_guesser_s() -> None:
    for number in range(10):
        attempts.charge(Secret.PASSWORD, about=f"{number}", address=f"2001:db8::{number:x}", at=NINE)
    with pytest.raises(attempts.Locked):
        attempts.charge(Secret.PASSWORD, about="other", address="2001:db8::ffff:1", at=NINE)


@pytest.mark.django_db
def test_the_log_of_guesses_names_nobody() -> None:
    attempts.charge(Secret.PASSWORD, about="pat@example.org", address="192.0.2.1", at=NINE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_attempt")
        assert b"pat" not in b"".join(bytes(cell) for row in cursor for cell in row if isinstance(cell, memoryview))
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_do_not_pass_the_limit() -> None:
    def guess(number: int) -> bool:
        try:
            attempts.charge(Secret.PASSWORD, about="pat", address=f"192.0.2.{number}", at=NINE + timedelta(seconds=1))
        except attempts.Locked:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, range(24))) == 10
