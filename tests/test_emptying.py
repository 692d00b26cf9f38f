"""Does a test that commits leave nothing to the next one? (tests/emptying.py)"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission

from accounts.models import Practitioner
from audit.models import Event
from contactpoint.vault.models import DataKey
from tests import people
from tests.conftest import role_of_owner

pytestmark = pytest.mark.django_db(transaction=True)
Empty = Callable[[], None]


def test_people_and_what_they_did_are_gone(django_db_setup: Empty) -> None:
    people.closed(people.social_worker().organisation)
    assert Event.objects.exists()
    django_db_setup()
    assert not Practitioner.objects.exists()
    assert not Event.objects.exists()


def test_so_is_what_fills_many_pages_of_a_table(django_db_setup: Empty) -> None:
    DataKey.make_many(10_000)
    people.social_worker()
    django_db_setup()
    assert not DataKey.objects.exists()
    assert not Practitioner.objects.exists()


def test_what_the_migrations_wrote_is_there_again(django_db_setup: Empty) -> None:
    before = list(Permission.objects.order_by("pk").values())
    with role_of_owner():
        Permission.objects.filter(codename="add_session").delete()
        Permission.objects.filter(codename="change_session").update(name="Another")
    django_db_setup()
    assert list(Permission.objects.order_by("pk").values()) == before
