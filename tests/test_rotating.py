"""A key of the ring can be replaced while the registry is in use, and nothing stays under the old one (SEC-47)."""

from datetime import datetime
from io import StringIO
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts import codes
from accounts.models import Practitioner
from accounts.secrets import belonging_to
from contactpoint.rotating import COLUMNS, FACTORS, not_rotated
from contactpoint.vault.models import DataKey
from contactpoint.vault.rotation import left
from registry.finding import criteria_of, make_search
from registry.models import Involvement
from registry.record.parts import parts_of
from registry.search.criteria import Criteria
from tests import people
from tests.registry import children
from tests.registry.test_hidden import entered as entered
from tests.vault import rings
from tests.vault.conftest import Turn
from tests.vault.conftest import turn as turn


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def pat(turn: Turn, db: None) -> Practitioner:
    return people.social_worker()


@pytest.fixture
def john(pat: Practitioner, now: datetime) -> UUID:
    return children.john(at=now)


def rotated() -> str:
    out = StringIO()
    call_command("rotate_keys", "--as", people.operator().email, stdout=out)
    return out.getvalue()


def test_everything_comes_under_the_new_key_and_opens_when_the_old_one_is_gone(
    turn: Turn, entered: UUID, pat: Practitioner, now: datetime
) -> None:
    children.shield(entered, at=now)
    search = make_search(Criteria(forename="John", surname="Smith", school="Larkspur"), by=pat, at=now)
    turn(rings.ROTATED)
    old = {
        "vault_datakey.wrapped",
        "registry_involvement.sealed",
        "registry_caf.sealed",
        "registry_searchmade.criteria",
    }
    assert old <= not_rotated().keys()

    said = rotated()

    assert not_rotated() == {}
    assert "registry_caf.sealed" in said
    assert FACTORS in said
    turn({**rings.ROTATED, "keys": {**rings.ROTATED["keys"], "old": rings.B}})  # its bytes are gone, its name is not
    assert parts_of([entered])[entered].addresses[0].postcode == "L18 5TE"
    assert Involvement.objects.get(practitioner=pat).service == "Youth support"
    assert criteria_of(search, by=pat, at=now).surname == "Smith"
    with belonging_to(pat):
        assert codes.secret_of(Authenticator.objects.get(user=pat, type=Authenticator.Type.TOTP)) == people.SECRET


def test_a_second_run_finds_nothing_to_do(turn: Turn, entered: UUID) -> None:
    turn(rings.ROTATED)
    rotated()

    assert rotated().rstrip().endswith("{}")


def test_only_an_operator_may_begin_it(turn: Turn, pat: Practitioner) -> None:
    with pytest.raises(CommandError):
        call_command("rotate_keys", "--as", pat.email)


def test_values_made_meanwhile_are_under_the_new_key_already(turn: Turn, db: None) -> None:
    turn(rings.ROTATED)
    DataKey.make_many(3)
    assert not left(COLUMNS[0]).exists()
