"""Signing in: with a password and a code, and no other way (R-USER-4, SEC-14)."""

import pytest
from django.test import Client

from accounts.models import Practitioner
from audit.models import Event
from tests import people

pytestmark = pytest.mark.django_db


def give_password(client: Client, who: Practitioner, password: str = people.PASSWORD) -> object:
    return client.post("/sign-in", {"login": who.email, "password": password})


def test_a_password_and_a_code_sign_somebody_in(client: Client) -> None:
    pat = people.social_worker()
    answer = give_password(client, pat)
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/code"
    assert client.get("/account").status_code == 302

    answer = client.post("/sign-in/code", {"code": people.code(pat)})
    assert answer.status_code == 302
    assert client.get("/account").status_code == 200
    assert list(Event.objects.filter(actor=pat.pk).order_by("id").values_list("verb", flat=True))[-2:] == [
        "second_factor.used",
        "sign_in.completed",
    ]
