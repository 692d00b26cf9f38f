"""What a thief of the database finds of the second factors: nothing (SEC-14)."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import codes
from accounts.secrets import belonging_to
from contactpoint.vault.box import CannotOpen
from tests import people

pytestmark = pytest.mark.django_db


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        return " ".join(row[0] for row in cursor)


def test_neither_the_app_s_secret_nor_the_seed_of_the_recovery_codes_is_kept_in_the_clear(client: Client) -> None:
    fay = people.social_worker(lacks="second_factor")
    people.sign_in(client, fay)
    secret = shown_secret(client)
    pending = [row.get_decoded() for row in Session.objects.all()]
    assert secret not in str(pending)
    answer = client.post("/account/second-factor/app", {"code": codes.code_at(secret, at=timezone.now())})
    assert answer["Location"] == "/account/second-factor/codes"
    spare = Authenticator.objects.get(type="recovery_codes")
    with belonging_to(fay):
        seed = get_adapter().decrypt(spare.data["seed"])
    assert secret not in stored()
    assert seed not in stored()
    assert re.fullmatch("[0-9a-f]{80}", seed)


def shown_secret(client: Client) -> str:
    page = client.get("/account/second-factor/app").content.decode()
    found = re.search(r"cp-secret[^>]*>([A-Z2-7 ]+)<", page)
    assert found
    return found.group(1).replace(" ", "")


def test_a_secret_that_was_moved_to_another_person_does_not_open() -> None:
    pat, tara = people.social_worker(), people.teacher()
    hers = Authenticator.objects.get(user=tara)
    his = Authenticator.objects.get(user=pat)
    hers.data["secret"] = his.data["secret"]
    hers.save()
    with belonging_to(tara), pytest.raises(CannotOpen):
        codes.secret_of(hers)
