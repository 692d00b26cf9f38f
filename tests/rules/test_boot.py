"""Does the program refuse to start where it could not keep its rules? (SEC-46)"""

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import override_settings

from contactpoint.database import mark_database
from contactpoint.vault.models import Installation
from dev.project import ROOT
from dev.stack.account import for_servers
from dev.stack.keeper import kept
from dev.stack.place import Place
from dev.stack.roles import connected

PRODUCTION = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "a key of this test that opens nothing anywhere, and is long enough",
    "KEY_RING": '{"current": "k1", "keys": {"k1": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}',
    "ALLOWED_HOSTS": "contactpoint.example.org",
    "PUBLIC_URL": "https://contactpoint.example.org",
}


NO_PART_OF_IT = ("DEMO", "PRACTICE", "PRACTICE_URL", "DATABASE_ROLE", "OIDC")
PRACTICE = {**PRODUCTION, "PRACTICE": "1", "KEY_RING": PRODUCTION["KEY_RING"].replace("k1", "practice-1")}


def settings_of(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, object]:
    """What the settings say to a program that knows nothing but these variables."""
    for name in (*PRODUCTION, *NO_PART_OF_IT):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "contactpoint" / "settings.py"))


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    """The checks of a deployment, in a process of their own."""
    known = {"PATH": os.environ["PATH"], **environment}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, timeout=120, check=False)


def test_the_settings_are_as_strict_as_django_knows_how_to_ask() -> None:
    """SEC-48."""
    done = check(**PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_a_process_without_its_variables_ends_and_says_which() -> None:
    done = check(DATABASE_URL=PRODUCTION["DATABASE_URL"])
    assert done.returncode != 0
    assert "Set REDIS_URL, SECRET_KEY, KEY_RING, ALLOWED_HOSTS, PUBLIC_URL in the environment." in done.stderr


@pytest.mark.parametrize("name", PRODUCTION)
def test_it_names_the_variable_that_is_missing_or_empty(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    others = {other: value for other, value in PRODUCTION.items() if other != name}
    for given in (others, {**others, name: ""}):
        with pytest.raises(ImproperlyConfigured, match=f"^Set {name} in the environment"):
            settings_of(monkeypatch, **given)


def test_a_ring_that_is_no_json_stops_it_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="KEY_RING") as refusal:
        settings_of(monkeypatch, **{**PRODUCTION, "KEY_RING": "a secret that is not json"})
    assert "secret" not in str(refusal.value)


def test_only_a_demonstration_does_without_a_public_address_and_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    demo = {name: value for name, value in PRODUCTION.items() if name not in ("ALLOWED_HOSTS", "PUBLIC_URL")}
    assert "SECURE_SSL_REDIRECT" not in settings_of(monkeypatch, **demo, DEMO="1")
    assert settings_of(monkeypatch, **PRODUCTION)["SECURE_SSL_REDIRECT"] is True


def test_a_practice_area_is_as_strict_as_the_live_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """R-USER-6: people train on the real thing, and the banner tells them apart."""
    live, practice = settings_of(monkeypatch, **PRODUCTION, PRACTICE=""), settings_of(monkeypatch, **PRACTICE)
    changed = {name for name, value in live.items() if name.isupper() and practice[name] != value} - {"env"}
    assert changed == {"PRACTICE", "INVENTED", "INSTALLATION", "KEY_RING"}
    assert (live["INVENTED"], practice["INVENTED"]) == (False, True)


@pytest.mark.parametrize("given", [{**PRACTICE, "PRACTICE": ""}, {**PRODUCTION, "PRACTICE": "1"}])
def test_the_keys_of_the_live_registry_and_of_its_practice_area_never_change_places(
    given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ImproperlyConfigured, match="Is KEY_RING that of another installation") as refusal:
        settings_of(monkeypatch, **given)
    assert "AAAA" not in str(refusal.value)


def test_a_demonstration_is_no_practice_area(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="set one of them"):
        settings_of(monkeypatch, **PRACTICE, DEMO="1")


def another_connection() -> DatabaseWrapper:
    """To the database of the tests, which was migrated for a demonstration."""
    return DatabaseWrapper(dict(connection.settings_dict))


@pytest.mark.django_db
@pytest.mark.parametrize("started_for", ["live", "practice"])
def test_a_database_is_not_opened_for_another_use_than_its_own(started_for: str) -> None:
    """R-USER-6: nobody tests on real children, and no real child gets among the invented ones."""
    with override_settings(INSTALLATION=started_for):
        being = another_connection()
        for _ in range(2):
            with pytest.raises(ImproperlyConfigured, match=f"for demonstration use, .* for {started_for} use"):
                being.ensure_connection()
        assert being.connection is None
    being = another_connection()
    being.ensure_connection()
    being.close()


@pytest.mark.django_db
def test_what_a_database_is_for_is_said_once() -> None:
    with override_settings(INSTALLATION="practice"):
        mark_database(using="default")
    assert Installation.objects.get().purpose == "demonstration"
    for change in (Installation.objects.all().delete, lambda: Installation.objects.update(purpose="live")):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty server, with the address of its superuser."""
    place = Place("boot", tmp_path_factory.mktemp("boot") / ".local")
    with kept("postgres", place, durable=False) as url:
        with connected(url) as session, session.cursor() as cursor:
            for role in ("application", "passing_by BYPASSRLS", "owning", "in_with_the_owner IN ROLE owning"):
                name, _, powers = role.partition(" ")
                cursor.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'a' {powers}")
            cursor.execute("CREATE TABLE anything (id int); ALTER TABLE anything OWNER TO owning")
        yield url
    place.forget(for_servers())


def connect(server: str, role: str) -> DatabaseWrapper:
    """A connection that is not open yet, as every process of the application makes its own."""
    address = urlsplit(server)
    given = {"NAME": "postgres", "HOST": address.hostname, "PORT": address.port, "USER": role, "PASSWORD": "a"}
    if role == "postgres":
        given["PASSWORD"] = address.password
    return DatabaseWrapper({**connection.settings_dict, **given, "OPTIONS": {}})


@pytest.mark.django_db
def test_the_role_of_the_application_is_let_in(server: str) -> None:
    being = connect(server, "application")
    being.ensure_connection()
    being.close()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["passing_by", "owning", "in_with_the_owner", "postgres"])
def test_a_role_that_could_pass_by_the_rules_is_refused_each_time_it_tries(server: str, role: str) -> None:
    being = connect(server, role)
    for _ in range(2):
        with pytest.raises(ImproperlyConfigured, match=f"The database role {role} is a superuser"):
            being.ensure_connection()
    assert being.connection is None


@pytest.mark.django_db
def test_who_says_that_it_migrates_may_own_tables_and_nothing_more(server: str) -> None:
    with override_settings(DATABASE_ROLE="owner"):
        being = connect(server, "owning")
        being.ensure_connection()
        being.close()
        for role in ("passing_by", "postgres"):
            with pytest.raises(ImproperlyConfigured):
                connect(server, role).ensure_connection()


def test_every_variable_is_explained() -> None:
    page = (ROOT / "docs" / "running.md").read_text("utf-8")
    assert [name for name in (*PRODUCTION, *NO_PART_OF_IT) if f"`{name}`" not in page] == []
