"""Are the tables of a checkout made once, whatever its runs of tests do at the same time? (dev/tables.py)"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from dev.stack.account import for_servers
from dev.stack.environment import unused
from dev.stack.place import Place
from dev.stack.roles import connected
from dev.tables import PREFIX, TEMPLATE, stack_with_tables
from tests.dev.test_stack import GIVEN, ask, eventually

Run = Callable[..., AbstractContextManager[dict[str, str]]]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a checkout keeps them."""
    for name in (*GIVEN, TEMPLATE):
        monkeypatch.delenv(name, raising=False)
    place = Place(f"{PREFIX}these", tmp_path / ".local")
    yield place.made().local
    ground = place.ground(for_servers())
    assert eventually(lambda: all(unused(state) for state in place.local.glob("*-*")))
    if ground != place.local:
        shutil.rmtree(ground)


@pytest.fixture
def run(made: Path) -> Run:
    return partial(stack_with_tables, make=make, wanted="these", local=made)


def make(_: Place, environment: Mapping[str, str]) -> None:
    """A migration of one table, which notes each time that it is asked for."""
    with connected(environment["DATABASE_OWNER_URL"]) as session, session.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS asked (at timestamptz DEFAULT now()); INSERT INTO asked DEFAULT VALUES"
        )


def test_the_next_run_finds_what_the_last_one_made(run: Run) -> None:
    for times in (1, 2):
        with run() as environment:
            assert environment[TEMPLATE] == "contactpoint"
            assert ask(environment, "SELECT count(*) FROM asked") == (times,)


def test_a_run_at_the_same_time_makes_its_own(run: Run) -> None:
    with run() as first, run() as second:
        assert TEMPLATE not in second
        assert first["DATABASE_URL"] != second["DATABASE_URL"]
        assert ask(second, "SELECT to_regclass('asked')") == (None,)


def test_a_database_that_somebody_named_is_no_place_for_them(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with run() as theirs:
        for name in GIVEN:
            monkeypatch.setenv(name, theirs[name])
        with run() as environment:
            assert TEMPLATE not in environment
            assert environment["DATABASE_URL"] == theirs["DATABASE_URL"]


def test_tables_of_other_migrations_are_forgotten(run: Run, made: Path) -> None:
    with run(wanted="those"):
        pass
    assert eventually(lambda: unused(made / f"{PREFIX}those"))
    with run():
        assert [state.name for state in made.glob(f"{PREFIX}*")] == [f"{PREFIX}these"]
