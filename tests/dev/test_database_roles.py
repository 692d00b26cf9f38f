"""Do the tests see the application's own privileges, no more and no fewer? (SEC-46)"""

import threading

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.log import record
from audit.models import Event
from tests.conftest import role_of_owner

pytestmark = pytest.mark.django_db


def current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def refused(statement: str) -> bool:
    """True when PostgreSQL says that the privilege is missing."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return getattr(error.__cause__, "pgcode", "") == "42501"
    return False


def test_a_test_acts_as_the_application() -> None:
    assert current_user() == "contactpoint_app"


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE accounts_organisation CASCADE",
        "CREATE TABLE anything (id int)",
        "DROP TABLE accounts_organisation",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "UPDATE audit_event SET at = now()",
        "DELETE FROM audit_event",
        "CREATE ROLE another",
    ],
)
def test_the_application_may_not(statement: str) -> None:
    assert refused(statement)


def test_the_application_reads_and_writes_what_it_was_granted() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_organisation SET name = name")
        cursor.execute("DELETE FROM accounts_organisation WHERE false")


@pytest.mark.django_db(transaction=True)
def test_a_thread_of_a_test_acts_as_the_application_too() -> None:
    seen: list[str] = []

    def look() -> None:
        seen.append(current_user())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["contactpoint_app"]


@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_is_emptied_by_the_owner_even_where_rows_are_append_only() -> None:
    with transaction.atomic():
        record("test.happened", at=timezone.now())
    with role_of_owner():
        call_command("flush", "--noinput", verbosity=0)
    assert not Event.objects.exists()
    assert current_user() == "contactpoint_app"
