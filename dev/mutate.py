"""Would a test notice? Changes what decides access, sight and waiting, one place at a time (docs/mutation.md).

    pip install --require-hashes --requirement requirements-mutation.txt
    python -m dev.mutate [MODULE ...]

works on a copy, with servers of its own, and prints of each module what no test noticed, and the figures.
"""

import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Final

from cosmic_ray.commands import init
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import WorkerOutcome

from dev.check import tables_made
from dev.mutants import leave_out
from dev.project import files, named
from dev.stack.environment import forgetful_stack
from dev.stack.place import LOCAL

# The tests that ask a module directly; they stop at the first that fails.
TESTS: Final[Mapping[str, tuple[str, ...]]] = {
    "accounts/access.py": ("tests/accounts/test_access.py", "tests/accounts/test_standing.py"),
    "registry/disclosure.py": ("tests/registry/test_disclosure.py", "tests/shielding/test_override.py"),
    "feeds/match.py": ("tests/feeds/test_judging.py",),
    "registry/matching/net.py": ("tests/registry/test_net.py",),
}


@contextmanager
def copy() -> Iterator[Path]:
    """The project as it is now, in a folder of which nothing is left."""
    with tempfile.TemporaryDirectory() as folder:
        for path in files():
            place = Path(folder, named(path))
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)
        yield Path(folder)


def measure(module: str, place: Path, environment: Mapping[str, str]) -> WorkDB:
    """All its mutants, tried. What came of each is kept in .local/mutation, as cosmic-ray keeps it."""
    session = LOCAL / "mutation" / f"{module.replace('/', '.')}.sqlite"
    session.parent.mkdir(parents=True, exist_ok=True)
    with chdir(place), use_db(session) as work:
        init([Path(module)], work, {})
        leave_out(work, Path(module))
    command = [sys.executable, "-m", "dev.mutated", str(session), *TESTS[module]]
    compiling = {**environment, "PYTHONDONTWRITEBYTECODE": ""}  # each mutant's tests find all but the mutant compiled
    subprocess.run(command, cwd=place, env=compiling, check=True)
    return WorkDB(session, WorkDB.Mode.open)


def told(module: str, work: WorkDB) -> str:
    """Each mutant that no test noticed, and the figures of the module."""
    done = [result for _, result in work.completed_work_items]
    left_out = Counter(result.output for result in done if result.worker_outcome == WorkerOutcome.SKIPPED)
    survived = [result.diff for result in done if not result.is_killed]
    tried = len(done) - left_out.total()
    killed = tried - len(survived)
    figures = f"{module}: of {tried} mutants {killed} killed, {killed / tried:.1%}"
    return "\n".join([*survived, figures, *(f"    left out: {number} {why}" for why, number in left_out.items())])


def main() -> None:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("module", nargs="*", help=f"of {', '.join(TESTS)}; all of them without any")
    modules = parser.parse_args().module or list(TESTS)
    if strangers := set(modules) - TESTS.keys():
        parser.error(f"no tests are named for {', '.join(strangers)}")
    with copy() as place, forgetful_stack() as environment, tables_made(environment) as template:
        given = {**environment, **template()}
        for module in modules:
            print(told(module, measure(module, place, given)), flush=True)


if __name__ == "__main__":
    main()
