"""As which system user do the servers run, and what can that user reach?"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dev.stack.errors import StackError

CANDIDATES = ("postgres", "nobody")
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Account:
    """A system user; `drop` is False when we are that user already."""

    name: str
    uid: int
    gid: int
    drop: bool

    def can(self, flag: str, path: Path) -> bool:
        """Ask the system itself, as that user: `-x` for a folder says that it can be passed through."""
        return self.run([shutil.which("test") or "/usr/bin/test", flag, str(path)]).returncode == 0

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            user=self.uid if self.drop else None,
            group=self.gid if self.drop else None,
            extra_groups=[] if self.drop else None,
            cwd="/",
            env=plain_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )

    def start(self, command: Sequence[str], *, log: Path, dies_by: signal.Signals) -> subprocess.Popen[bytes]:
        """Start a server that receives `dies_by` when this process is gone, however it went."""
        with log.open("ab") as output:
            return subprocess.Popen(
                command,
                user=self.uid if self.drop else None,
                group=self.gid if self.drop else None,
                extra_groups=[] if self.drop else None,
                cwd="/",
                env=plain_environment(),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(dies_by),
            )

    def own_folder(self, path: Path) -> Path:
        """A folder that only this user opens."""
        path.mkdir(parents=True, exist_ok=True, mode=0o755)
        if self.drop:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)
        return path

    def own_file(self, path: Path, text: str) -> Path:
        """A file that only this user reads, from its first byte."""
        path.unlink(missing_ok=True)
        with open_private(path) as file:
            file.write(text)
        if self.drop:
            os.chown(path, self.uid, self.gid)
        return path


def for_servers() -> Account:
    """PostgreSQL refuses to run as root; anybody else runs the servers himself."""
    if os.geteuid() != 0:
        return Account("", os.geteuid(), os.getegid(), drop=False)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, drop=True)
    raise StackError(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody. "
        "Make one (useradd --system postgres), or run as an ordinary user."
    )


def open_private(path: Path) -> IO[str]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")


def plain_environment() -> dict[str, str]:
    """Our own environment holds keys and PG* variables that are no business of the servers."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def die_with_parent(by: signal.Signals) -> None:
    """Runs between fork and exec, after the change of user (which would clear the wish)."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, int(by), 0, 0, 0)
