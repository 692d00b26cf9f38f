"""As whom do the tests use the database? As the application, with exactly its privileges (SEC-46).

The tests' own role makes a database; the owner migrates it; then every connection acts as the application, so that a
test meets each missing grant and each refusal that production would meet.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.signals import pre_migrate
from django.test import TransactionTestCase
from hypothesis import settings as settings_of_hypothesis
from pytest_django import DjangoDbBlocker

from dev.stack.roles import script
from tests.browser import browser as browser
from tests.emptying import Tables

settings_of_hypothesis.register_profile("house", deadline=None)  # no test asserts a time: machines are noisy
settings_of_hypothesis.load_profile("house")

APPLICATION = "contactpoint_app"
OWNER = "contactpoint_owner"
# Begun first, in this order, so that at the end no worker is left alone with something long (dev/check.py).
LONGEST = (
    "tests/bench/",
    "tests/rules/test_authorisation_matrix.py",
    "tests/journeys/",
    "tests/pages/test_gallery.py",
    "tests/feeds/",
    "tests/registry/pages/",
    "tests/registry/",
    "tests/accounts/",
)
EMPTY = "_fixture_teardown"  # where Django empties the tables after a test that commits


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((i for i, start in enumerate(LONGEST) if item.nodeid.startswith(start)), 99))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look through it again during each page that is asked for."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Whoever is about to migrate the new database hands it to the owner first.

    Where a run has made the tables once already (dev/check.py), the new database is a copy and has them.
    """
    settings.DATABASE_ROLE = "owner"
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get("DATABASE_TEST_TEMPLATE")
    pre_migrate.connect(hand_to_owner)
    yield
    pre_migrate.disconnect(hand_to_owner)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], None]]:
    """What empties the tables again is for whoever commits more than once in a test."""
    with django_db_blocker.unblock():
        settings.DATABASE_ROLE = "application"
        act_as(APPLICATION)
        empty = emptying()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, EMPTY, lambda case: empty())
        yield empty
    with django_db_blocker.unblock():
        act_as(None)


def hand_to_owner(**_: Any) -> None:
    """Sent once for each app: the first one does it."""
    pre_migrate.disconnect(hand_to_owner)
    name = connection.ops.quote_name(connection.get_connection_params()["dbname"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} OWNER TO {OWNER}")
    act_as(OWNER)
    with connection.cursor() as cursor:
        cursor.execute(script("privileges"))


def act_as(role: str | None) -> None:
    """From now on, in this and every other thread: the settings are one dictionary for all connections."""
    connection.close()
    connection.settings_dict["OPTIONS"]["assume_role"] = role


def emptying() -> Callable[[], None]:
    """Emptying every table between two tests is no right of the application, and append-only tables refuse it."""
    with role_of_owner():
        tables = Tables.as_migrated()

    def empty() -> None:
        with role_of_owner():
            tables.restore()

    return empty


@contextmanager
def role_of_owner() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"RESET ROLE; SET session_replication_role = replica; SET ROLE {OWNER}")
    try:
        yield
    finally:
        connection.close()  # the next one acts as the application again
