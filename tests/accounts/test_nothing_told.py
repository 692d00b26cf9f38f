"""Whoever tries passwords does not learn which accounts exist, from the page or from the work (SEC-15)."""

import re
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils.module_loading import import_string

from accounts.models import AccountState, Practitioner
from accounts.passwords import LONGEST
from tests import people
from tests.accounts.signing_in import give_password

pytestmark = pytest.mark.django_db
IN_USE = list(configured.PASSWORD_HASHERS)


@pytest.fixture
def work(settings: Any, quick_hashing: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each password that the hasher of this installation was given."""
    settings.PASSWORD_HASHERS = IN_USE
    hasher, given = import_string(IN_USE[0]), []
    encode, verify = hasher.encode, hasher.verify

    def encoding(self: Any, password: str, salt: str) -> str:
        given.append(password)
        return str(encode(self, password, salt))

    def verifying(self: Any, password: str, encoded: str) -> bool:
        given.append(password)
        return bool(verify(self, password, encoded))

    monkeypatch.setattr(hasher, "encode", encoding)
    monkeypatch.setattr(hasher, "verify", verifying)
    return given


def account(kind: str) -> Practitioner:
    """Somebody for each thing that an answer could give away."""
    if kind == "nobody's":
        return Practitioner(email="nobody@example.org")
    person = people.social_worker(lacks="account" if kind == "suspended" else "")
    if kind == "without a password yet":
        person.set_unusable_password()
        person.account_state = AccountState.INVITED
        person.save(update_fields=["password", "account_state"])
    return person


def body(answer: Any, who: Practitioner) -> str:
    page = str(answer.content.decode()).replace(who.email, "ADDRESS")
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("kind", ["open", "suspended", "without a password yet", "nobody's"])
@pytest.mark.parametrize("password", ["not the password", "x" * (LONGEST + 1)])
def test_a_wrong_password_is_hashed_once_whosever_the_address_is(
    client: Client, work: list[str], kind: str, password: str
) -> None:
    who = account(kind)
    work.clear()
    answer = give_password(client, who, password)
    assert answer.status_code == 422
    assert len(work) == 1


def test_every_address_is_answered_with_the_same_page(client: Client) -> None:
    who = [account(kind) for kind in ("open", "suspended", "without a password yet", "nobody's")]
    pages = {body(give_password(client, one, "not the password"), one) for one in who}
    assert len(pages) == 1
    assert "Your email address or password is wrong" in pages.pop()


def test_a_lock_reads_the_same_and_costs_nothing_whosever_the_address_is(
    client: Client, settings: Any, work: list[str]
) -> None:
    settings.WRONG_PASSWORDS_FROM_ONE_ADDRESS = 1000
    pages = set()
    for who in (account("open"), account("nobody's")):
        for _ in range(10):
            give_password(client, who, "not the password")
        work.clear()
        pages.add(re.sub(r"\d+:\d+[ap]m", "TIME", body(give_password(client, who), who)))
        assert work == []
    assert len(pages) == 1
    assert "Too many wrong answers" in pages.pop()
