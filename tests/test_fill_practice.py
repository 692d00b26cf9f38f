"""A practice area is filled with invented children, and with nobody else (R-USER-6)."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import demonstration
from accounts.models import Practitioner
from registry.models import Child
from tests import people

pytestmark = pytest.mark.django_db
BANNER = "Practice area: everybody here is invented"


@pytest.fixture
def practice(settings: Any) -> None:
    settings.DEMO, settings.PRACTICE, settings.INVENTED = False, True, True


@pytest.mark.usefixtures("practice")
def test_filled_it_has_children_accounts_and_a_password_that_nobody_knew_before() -> None:
    call_command("fill_practice", children=20, stdout=(said := StringIO()))
    assert Child.objects.count() >= 20
    printed = said.getvalue()
    password = printed.partition("Password of all: ")[2].split()[0]
    person = Practitioner.objects.get(email="pat.practitioner@liverpool.example.org")
    assert person.check_password(password)
    assert not person.check_password(demonstration.PASSWORD)
    call_command("fill_practice", children=20, stdout=(again := StringIO()))
    assert "Password of all" not in again.getvalue(), "the accounts are there, with the password they were given"


def test_the_live_registry_is_never_filled(settings: Any) -> None:
    settings.INVENTED = False
    with pytest.raises(CommandError, match="Only a practice area"):
        call_command("fill_practice")
    assert not Child.objects.exists()


@pytest.mark.parametrize(("invented", "shown"), [(True, True), (False, False)])
def test_every_page_says_that_everybody_is_invented(client: Client, settings: Any, invented: bool, shown: bool) -> None:
    settings.INVENTED = invented
    assert (BANNER in client.get("/sign-in").content.decode()) is shown
    people.sign_in(client, people.social_worker())
    for address in ("/", "/account", "/no-such-page"):
        assert (BANNER in client.get(address).content.decode()) is shown, address


def test_the_live_registry_shows_the_way_to_its_practice_area(client: Client, settings: Any) -> None:
    assert "Practice area</a>" not in client.get("/sign-in").content.decode()
    settings.PRACTICE_URL = "https://practice.example.org"
    assert 'href="https://practice.example.org">Practice area</a>' in client.get("/sign-in").content.decode()
