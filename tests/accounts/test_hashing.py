"""Passwords under Argon2id; those hashed before move over at the next sign-in (security.md 0.9)."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth.hashers import make_password
from django.test import Client

from tests import people
from tests.accounts.signing_in import give_password

pytestmark = pytest.mark.django_db
IN_USE = list(configured.PASSWORD_HASHERS)


@pytest.fixture(autouse=True)
def real_hashing(settings: Any, quick_hashing: None) -> None:
    settings.PASSWORD_HASHERS = IN_USE


def test_a_password_is_hashed_at_the_measured_cost() -> None:
    assert make_password(people.PASSWORD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("before", ["scrypt", "django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_an_older_hash_still_opens_and_is_replaced_at_once(client: Client, settings: Any, before: str) -> None:
    settings.PASSWORD_HASHERS = [before, *IN_USE] if "." in before else IN_USE
    pat = people.social_worker()
    pat.password = make_password(people.PASSWORD, hasher=before if "." not in before else "default")
    pat.save(update_fields=["password"])
    settings.PASSWORD_HASHERS = IN_USE
    assert give_password(client, pat)["Location"] == "/sign-in/code"
    pat.refresh_from_db()
    assert "m=19456,t=2,p=1" in pat.password
    assert give_password(Client(), pat)["Location"] == "/sign-in/code"
