"""Does the local stack keep its word: nothing lost, nothing left running, nobody in another's way?"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg2
import pytest
import redis

from dev.stack import programs
from dev.stack.account import for_servers
from dev.stack.environment import forgetful_stack, lasting_stack
from dev.stack.errors import StackError
from dev.stack.place import ROOT, Place, is_free
from dev.stack.roles import connected

GIVEN = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_TEST_URL", "REDIS_URL")
PATIENCE = 30  # seconds


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in GIVEN:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A checkout's `.local` in a path with a space; as root it also lies where the servers' user cannot go."""
    place = Place("demo", tmp_path_factory.mktemp("a checkout") / ".local")
    yield place.made().local
    ground = place.ground(for_servers())
    assert eventually(lambda: all(is_free(lock) for lock in place.local.glob("*/*.keeper")))
    if ground != place.local:
        shutil.rmtree(ground)


def ask(environment: Mapping[str, str], statement: str, *, role: str = "DATABASE_URL") -> object:
    with connected(environment[role]) as session, session.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


def postmaster(local: Path) -> int:
    file = Place("demo", local).data(for_servers()) / "postgres" / "postmaster.pid"
    return int(file.read_text("utf-8").splitlines()[0])


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def answers(environment: Mapping[str, str]) -> bool:
    try:
        return ask(environment, "SELECT 1") == (1,)
    except (StackError, psycopg2.Error):
        return False


def user_of_the_stack(local: Path) -> subprocess.Popen[str]:
    """Another process that uses the same stack, and says so."""
    program = (
        "import sys, time, pathlib; from dev.stack.environment import lasting_stack\n"
        "with lasting_stack(local=pathlib.Path(sys.argv[1])) as e: print(e['DATABASE_URL'], flush=True); time.sleep(60)"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, str(local)], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def test_a_committed_row_survives_kill_9_and_a_new_start(local: Path) -> None:
    with lasting_stack(local=local) as environment:
        ask(environment, "CREATE TABLE kept AS SELECT 1 AS number", role="DATABASE_OWNER_URL")
        ask(environment, "INSERT INTO kept VALUES (2)")
        redis.Redis.from_url(environment["REDIS_URL"]).set("bell", "rung")
        killed = postmaster(local)
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: answers(environment))
        assert postmaster(local) != killed
        assert ask(environment, "SELECT sum(number) FROM kept") == (3,)
    with lasting_stack(local=local) as environment:
        assert ask(environment, "SELECT sum(number) FROM kept") == (3,)
        assert redis.Redis.from_url(environment["REDIS_URL"]).get("bell") == b"rung"


def test_a_second_command_joins_and_the_last_one_stops_the_servers(local: Path) -> None:
    with lasting_stack(local=local) as environment:
        pid = postmaster(local)
        other = user_of_the_stack(local)
        assert other.stdout is not None
        assert other.stdout.readline().strip() == environment["DATABASE_URL"]
    assert is_running(pid)
    other.kill()
    other.wait()
    assert eventually(lambda: not is_running(pid))


def test_nothing_outlives_a_keeper_that_was_killed(local: Path) -> None:
    with lasting_stack(local=local):
        pid = postmaster(local)
        keeper = int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
        os.kill(keeper, signal.SIGKILL)
        assert eventually(lambda: not is_running(pid))
    with lasting_stack(local=local) as environment:
        assert answers(environment)


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(local: Path, tmp_path: Path) -> None:
    """PostgreSQL by itself refuses when the pid belongs to any process of the same user."""
    with lasting_stack(local=local):
        file = Place("demo", local).data(for_servers()) / "postgres" / "postmaster.pid"
        text = file.read_text("utf-8")
    assert eventually(lambda: not file.exists())
    stranger = for_servers().start(["/bin/sleep", "60"], log=tmp_path / "log", dies_by=signal.SIGKILL)
    for_servers().own_file(file, "\n".join([str(stranger.pid), *text.splitlines()[1:]]) + "\n")
    with lasting_stack(local=local) as environment:
        assert answers(environment)
    stranger.kill()
    stranger.wait()


def test_two_stacks_live_side_by_side(local: Path) -> None:
    with lasting_stack(local=local) as one, forgetful_stack(local=local) as other:
        assert answers(one)
        assert answers(other)
        assert one["DATABASE_URL"] != other["DATABASE_URL"]
        assert one["REDIS_URL"] != other["REDIS_URL"]


def test_the_servers_never_run_as_root(local: Path) -> None:
    with lasting_stack(local=local):
        owner = Path(f"/proc/{postmaster(local)}").stat().st_uid
    assert owner == for_servers().uid != 0


def test_programs_out_of_reach_are_copied_and_no_mode_is_loosened(local: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / "wheel").mkdir(parents=True)
    program = tmp_path / "home" / "wheel" / "program"
    program.write_text("#!/bin/sh\necho reached\n", "utf-8")
    program.chmod(0o700)
    (tmp_path / "home").chmod(0o700)
    account = for_servers()
    found = programs.reachable(
        tmp_path / "home", ("wheel",), Path("wheel/program"), "a-wheel-1", Place("demo", local), account
    )
    assert account.run([str(found / "wheel" / "program")]).stdout == "reached\n"
    assert [oct(path.stat().st_mode & 0o777) for path in (tmp_path / "home", program)] == ["0o700", "0o700"]


def test_a_database_of_ones_own_gets_the_roles(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with lasting_stack(local=local):
        administrator = (local / "demo" / "postgres.url").read_text("utf-8")
        with connected(administrator) as session, session.cursor() as cursor:
            cursor.execute("CREATE DATABASE mine")
        monkeypatch.setenv("DATABASE_URL", administrator.rpartition("/")[0] + "/mine")
        with lasting_stack("other", local=local) as environment:
            assert ask(environment, "SELECT current_user::text, current_database()::text") == (
                "contactpoint_app",
                "mine",
            )
            assert not (local / "other" / "postgres.url").exists()


def test_addresses_of_both_roles_are_used_as_they_are(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "DATABASE_URL": "postgresql://a@db/x",
        "DATABASE_OWNER_URL": "postgresql://o@db/x",
        "REDIS_URL": "redis://r",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with lasting_stack("other", local=local) as environment:
        assert {name: environment[name] for name in given} == given


def test_the_roles_of_docker_compose_are_the_same_ones(local: Path) -> None:
    with lasting_stack(local=local) as environment:
        administrator = (local / "demo" / "postgres.url").read_text("utf-8")
        passwords = {"OWNER_PASSWORD": "owner's own", "APP_PASSWORD": "app's own"}
        psql = programs.postgres(Place("demo", local), for_servers()).path("psql")
        address = administrator.rpartition("/")[0] + "/contactpoint"
        subprocess.run(
            [psql, "--no-psqlrc", "--quiet", "--file", str(ROOT / "dev/roles/apply.sql"), address],
            env={**os.environ, **passwords}, check=True, capture_output=True,
        )  # fmt: skip
        port = environment["DATABASE_URL"].rpartition(":")[2].partition("/")[0]
        logged_in = psycopg2.connect(
            host="127.0.0.1", port=port, dbname="contactpoint", user="contactpoint_app", password="app's own"
        )
        logged_in.close()


def test_words_say_what_to_do_when_there_is_no_postgresql(
    local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "POSTGRES_WHEEL", "no_such_wheel")
    monkeypatch.setattr(programs, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StackError, match="set DATABASE_URL"):
        programs.postgres(Place("demo", local), for_servers())
