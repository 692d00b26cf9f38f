"""What has to be ready before a management command, wherever it is called?

bin/contactpoint COMMAND [ARGUMENT ...] runs `manage.py COMMAND` against the stack of this checkout: a running demo is
joined, else the stack is started and stopped again. `bench` has a stack of its own, for it fills the database.
"""

import fcntl
import hashlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from dev import frontend
from dev.stack.environment import lasting_stack
from dev.stack.errors import StackError
from dev.stack.place import LOCAL, ROOT, Place, locked
from dev.stack.roles import database_identity


def manage(arguments: Sequence[str], environment: Mapping[str, str], *, quiet: bool = False) -> int:
    """Run manage.py; `quiet` keeps a preparing step's words away from standard output."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    stdout = sys.stderr.fileno() if quiet else None
    return subprocess.run(command, env=dict(environment), stdout=stdout, check=False).returncode


def as_owner(environment: Mapping[str, str]) -> dict[str, str]:
    """Migrations run as the owner of the tables, who is never the application (SEC-46)."""
    return {**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"], "DATABASE_ROLE": "owner"}


def migrate(place: Place, environment: Mapping[str, str]) -> None:
    """Bring the tables up to date, once per set of migrations and database; two launches take turns."""
    if "DATABASE_OWNER_URL" not in environment:
        return  # somebody else's database, and somebody else's task
    mark = place.made().state / "migrated"
    with locked(place.state / "migrate.lock", fcntl.LOCK_EX):
        wanted = f"{database_identity(environment['DATABASE_URL'])} {migrations()}"
        if mark.exists() and mark.read_text("utf-8") == wanted:
            return
        if manage(["migrate", "--noinput", "--verbosity", "0"], as_owner(environment), quiet=True) != 0:
            raise StackError("The migrations failed: see above.")
        mark.write_text(wanted, "utf-8")


def migrations(root: Path = ROOT) -> str:
    """What the tables follow from: our migrations, and the versions of the packages that bring theirs."""
    files = [root / "requirements.txt", *sorted(root.glob("[!.]*/**/migrations/*.py"))]
    return hashlib.sha256(b"".join(file.as_posix().encode() + file.read_bytes() for file in files)).hexdigest()


def run(arguments: Sequence[str]) -> int:
    name = "bench" if arguments[:1] == ["bench"] else "demo"
    frontend.ensure()
    with lasting_stack(name) as environment:
        migrate(Place(name, LOCAL), environment)
        return manage(arguments, environment)


def main() -> int:
    try:
        return run(sys.argv[1:])
    except (StackError, frontend.FetchError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
