"""Where does a stack keep its state, and who is using it now?"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dev.stack.account import Account

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
ELSEWHERE = Path("/var/lib/contactpoint")
OWN_PREFIX = "own-"  # of a measurement alone


@dataclass(frozen=True)
class Place:
    """One named stack of one checkout.

    Locks, logs and secrets lie in the checkout's own `.local`; the servers' data lies there too unless the servers'
    user cannot pass (a checkout below a 0700 home, worked on as root): then below /var/lib, which root can write.
    """

    name: str
    local: Path = LOCAL

    @property
    def state(self) -> Path:
        return self.local / self.name

    def made(self) -> "Place":
        self.state.mkdir(parents=True, exist_ok=True)
        return self

    def data(self, account: Account) -> Path:
        return self.ground(account) / self.name / "data"

    def ground(self, account: Account) -> Path:
        """The nearest folder to the checkout that the servers' user can reach."""
        if not account.drop or account.can("-x", self.made().state):
            return self.local
        folder = ELSEWHERE / hashlib.sha256(os.fsencode(self.local)).hexdigest()[:12]
        for path in (ELSEWHERE, folder, folder / self.name):
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o755)
        return folder

    def forget(self, account: Account) -> None:
        shutil.rmtree(self.data(account).parent, ignore_errors=True)
        shutil.rmtree(self.state, ignore_errors=True)


@contextmanager
def locked(path: Path, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Wait for the lock and hold it. The system lets go of it when the holder dies, so no lock can be stale."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        fcntl.flock(handle, how)
        yield


def is_free(path: Path) -> bool:
    if not path.exists():
        return True
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
