"""Who keeps a server up for as long as anybody uses it, and not a moment longer?

A keeper is a process of its own, one per server and stack. Everybody who uses the server holds a shared lock; when the
keeper gets the same lock for itself, nobody is left, and it stops the server. The system releases the lock of whoever
dies, so a kill -9 anywhere leaves nothing running: users gone, the keeper ends; keeper gone, the server ends
(PR_SET_PDEATHSIG); server gone, the keeper starts it again on the same port.
"""

import argparse
import fcntl
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO

from dev.stack.account import open_private
from dev.stack.errors import StackError
from dev.stack.place import ROOT, Place, is_free, locked
from dev.stack.postgres import Postgres
from dev.stack.secret import stack_password
from dev.stack.server import Server
from dev.stack.valkey import Valkey

KINDS: dict[str, type[Server]] = {"postgres": Postgres, "valkey": Valkey}
LOOK_EVERY = 0.2  # seconds


@contextmanager
def kept(kind: str, place: Place, *, durable: bool, lasting: bool = False) -> Iterator[str]:
    """The address of a running server; it stays up at least until the end of the block."""
    place.made()
    with locked(place.state / f"{kind}.users", fcntl.LOCK_SH):
        with locked(place.state / f"{kind}.start"):
            url = _address(place, kind) or _started(kind, place, durable=durable, lasting=lasting)
        yield url


def _address(place: Place, kind: str) -> str | None:
    """Where the server is, if its keeper lives."""
    if is_free(place.state / f"{kind}.keeper"):
        return None
    with suppress(OSError):
        return (place.state / f"{kind}.url").read_text("utf-8")
    return None


def _started(kind: str, place: Place, *, durable: bool, lasting: bool) -> str:
    """Start a keeper, out of reach of the terminal's Ctrl-C, and wait for its word."""
    command = [sys.executable, "-m", "dev.stack.keeper", kind, place.name, str(place.local)]
    with (place.state / f"{kind}.keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            command + ["--durable"] * durable + ["--lasting"] * lasting,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    assert keeper.stdout is not None
    with keeper.stdout as word:
        said = word.readline()
    answer = json.loads(said) if said else {"error": f"The keeper of {kind} ended: see {log.name}"}
    if "error" in answer:
        keeper.wait()
        raise StackError(answer["error"])
    return str(answer["url"])


def keep(server: Server, *, say: IO[str]) -> None:
    """Keep the server until nobody uses it."""
    state = server.place.state
    address = state / f"{server.kind}.url"
    with locked(state / f"{server.kind}.keeper"), (state / f"{server.kind}.users").open("a") as users:
        try:
            server.start()
            address.unlink(missing_ok=True)
            with open_private(address) as file:
                file.write(server.url())
            print(json.dumps({"url": server.url()}), file=say, flush=True)
            while not _nobody_holds(users):
                if not server.is_up():
                    server.start()
                time.sleep(LOOK_EVERY)
        finally:
            address.unlink(missing_ok=True)
            server.stop()
            if not (server.durable or server.lasting):
                shutil.rmtree(server.data, ignore_errors=True)


def _nobody_holds(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def stop_now(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)  # the way out passes `finally`, which stops the server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("name")
    parser.add_argument("local", type=Path)
    parser.add_argument("--durable", action="store_true")
    parser.add_argument("--lasting", action="store_true")
    wish = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop_now)
    password = stack_password(wish.local, wish.name, wish.kind)
    server = KINDS[wish.kind](Place(wish.name, wish.local), password, wish.durable, wish.lasting)
    try:
        keep(server, say=sys.stdout)
    except StackError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
