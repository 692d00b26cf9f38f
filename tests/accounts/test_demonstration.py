"""The accounts of the demonstration, and the way to their codes: with DEMO alone."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts import access, demonstration, roles
from accounts.models import Practitioner
from tests.accounts.signing_in import give_code, is_signed_in, last_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True
    call_command("load_reference_data", stdout=StringIO())
    call_command("make_demo_accounts", stdout=StringIO())


@pytest.mark.usefixtures("demo")
def test_there_is_an_account_for_every_role_and_for_everything_that_can_be_missing() -> None:
    wanted = demonstration.accounts()
    assert {account.role for account in wanted} == set(roles.ROLES)
    for account in wanted:
        person = Practitioner.objects.get(email=account.email)
        lapses = [lapse.code for lapse in access.lapses(person, at=timezone.now())]
        assert lapses == ([account.lacks] if account.lacks else []), account.email


@pytest.mark.usefixtures("demo")
def test_making_them_again_changes_nothing() -> None:
    before = list(Practitioner.objects.order_by("pk").values())
    call_command("make_demo_accounts", stdout=StringIO())
    assert list(Practitioner.objects.order_by("pk").values()) == before


@pytest.mark.usefixtures("demo")
def test_the_printed_account_signs_in_with_the_printed_code(client: Client) -> None:
    email = "pat.practitioner@liverpool.example.org"
    call_command("make_demo_accounts", stdout=(table := StringIO()))
    assert email in table.getvalue()
    assert demonstration.PASSWORD in table.getvalue()
    client.post("/sign-in", {"login": email, "password": demonstration.PASSWORD})
    call_command("one_time_code", email, stdout=(printed := StringIO()))
    give_code(client, printed.getvalue().strip())
    assert is_signed_in(client)
    person = Practitioner.objects.get(email=email)
    assert last_event("one_time_code.shown").facts == {"practitioner": str(person.pk)}


@pytest.mark.usefixtures("demo")
def test_two_sign_ins_within_a_minute_get_two_codes(client: Client) -> None:
    email = "pat.practitioner@liverpool.example.org"
    for visitor in (client, Client()):
        visitor.post("/sign-in", {"login": email, "password": demonstration.PASSWORD})
        call_command("one_time_code", email, stdout=(printed := StringIO()))
        give_code(visitor, printed.getvalue().strip())
        assert is_signed_in(visitor)


@pytest.mark.parametrize("command", [["make_demo_accounts"], ["one_time_code", "pat@example.org"]])
def test_outside_a_demonstration_neither_accounts_nor_codes_are_given(settings: Any, command: list[str]) -> None:
    settings.INVENTED = False
    with pytest.raises(CommandError, match="demonstration"):
        call_command(*command)
    assert not Practitioner.objects.exists()
