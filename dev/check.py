"""Is the house in order? What `make lint`, `make test` and `make test-long` look at.

python -m dev.check lint|test|long: every look is taken, even after one has failed, and the end names those that did.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from dev import frontend
from dev.command import as_owner
from dev.stack.environment import forgetful_stack
from dev.stack.errors import StackError
from dev.stack.place import ROOT
from dev.stack.roles import DATABASE

PYTHON = [sys.executable, "-m"]
LINT = {
    "ruff check": [*PYTHON, "ruff", "check", "."],
    "ruff format": [*PYTHON, "ruff", "format", "--check", "."],
    "mypy": [*PYTHON, "mypy", "."],
    "lint-imports": [str(Path(sys.executable).with_name("lint-imports"))],
}
MIGRATIONS = {"migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]}
# One more than there are processors: each waits a quarter of its time, for a browser or for the database.
WORKERS = str(min(8, (os.cpu_count() or 1) + 1))
# In the order of tests/conftest.py: the longest first, which are not the modules with the most tests.
PYTEST = [*PYTHON, "pytest", "-n", WORKERS, "--dist", "loadscope", "--no-loadscope-reorder", "--durations", "5"]
LINTS = {"lint": LINT | MIGRATIONS, "test": LINT, "long": {}}
# The migrations are looked at before the tests copy the database: while anybody is connected to it, nobody can.
TESTS = {
    "lint": {},
    "test": MIGRATIONS | {"pytest": [*PYTEST, "-m", "not long"]},
    "long": {"pytest, the long ones": [*PYTEST, "-m", "long"]},
}


def failed(looks: Mapping[str, list[str]], environment: Mapping[str, str], *, live: bool = True) -> list[str]:
    return [name for name, command in looks.items() if not passes(name, command, environment, live=live)]


def passes(name: str, command: list[str], environment: Mapping[str, str], *, live: bool) -> bool:
    """What a look has to say comes at once, or at its end where another look is taken at the same time."""
    env = as_owner(environment) if name in MIGRATIONS else dict(environment)
    if live:
        print(f"== {name}", flush=True)
    into = None if live else subprocess.PIPE
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=into,
        stderr=into and subprocess.STDOUT,
        check=False,
    )
    said = "" if live else f"\n== {name}\n{done.stdout.decode(errors='replace')}"
    verdict = "FAILED" if done.returncode else "passed"
    print(f"{said}== {name}: {verdict} in {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode == 0


@contextmanager
def tables_made(environment: Mapping[str, str]) -> Iterator[Callable[[], dict[str, str]]]:
    """Makes the tables in the run's own database meanwhile; asked for, it says by which variable the tests copy it.

    A database that somebody named may hold anything, so the tests then make tables of their own.
    """
    if "DATABASE_URL" in os.environ:
        yield dict
        return
    command = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=as_owner(environment), stdin=subprocess.DEVNULL) as migrating:
        yield lambda: {} if migrating.wait() else {"DATABASE_TEST_TEMPLATE": DATABASE}


def all_failed(name: str, environment: Mapping[str, str]) -> list[str]:
    """The code is read while the tables are made and the tests run."""
    if not TESTS[name]:
        return failed(LINTS[name], environment)
    with tables_made(environment) as template, ThreadPoolExecutor(1) as beside:
        lint = beside.submit(failed, LINTS[name], environment, live=False)
        bad = failed(TESTS[name], {**environment, **template()})
        return lint.result() + bad


def main() -> int:
    try:
        frontend.ensure()
        with forgetful_stack() as environment:
            bad = all_failed(sys.argv[1], environment)
    except (StackError, frontend.FetchError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Failed: {', '.join(bad)}" if bad else "All is well.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
