"""Is the house in order? What `make lint`, `make test` and `make test-long` look at.

python -m dev.check lint|test|long: every look is taken, even after one has failed, and the end names those that did.
"""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from dev import frontend
from dev.command import as_owner
from dev.stack.environment import forgetful_stack
from dev.stack.errors import StackError
from dev.stack.place import ROOT

PYTHON = [sys.executable, "-m"]
LINT = {
    "ruff check": [*PYTHON, "ruff", "check", "."],
    "ruff format": [*PYTHON, "ruff", "format", "--check", "."],
    "mypy": [*PYTHON, "mypy", "."],
    "lint-imports": [str(Path(sys.executable).with_name("lint-imports"))],
}
MIGRATIONS = {"migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]}
PYTEST = [*PYTHON, "pytest", "-n", "2", "--dist", "loadscope", "--durations", "5"]
LOOKS = {
    "lint": LINT | MIGRATIONS,
    "test": LINT | MIGRATIONS | {"pytest": [*PYTEST, "-m", "not long"]},
    "long": {"pytest, the long ones": [*PYTEST, "-m", "long"]},
}


def failed(looks: Mapping[str, list[str]], environment: Mapping[str, str]) -> list[str]:
    return [name for name, command in looks.items() if not passes(name, command, environment)]


def passes(name: str, command: list[str], environment: Mapping[str, str]) -> bool:
    print(f"== {name}", flush=True)
    began = time.monotonic()
    env = as_owner(environment) if name in MIGRATIONS else dict(environment)
    code = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False).returncode
    print(f"== {name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return code == 0


def main() -> int:
    try:
        frontend.ensure()
        with forgetful_stack() as environment:
            bad = failed(LOOKS[sys.argv[1]], environment)
    except (StackError, frontend.FetchError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Failed: {', '.join(bad)}" if bad else "All is well.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
