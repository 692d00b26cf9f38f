"""Which process is killed now, by kill -9, and which one next? Those of one stack of our own, and no others."""

import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psycopg2
import redis

from bench.installation import Installation
from dev.stack.place import Place
from dev.supervisor import Supervisor

_BACKENDS = """
    SELECT pid FROM pg_stat_activity WHERE usename = current_user AND datname = current_database()
    AND pid <> pg_backend_pid() ORDER BY state = 'idle', pid
"""


@dataclass
class Killer:
    """Kills one process of a running installation at a time; every kind as often as every other."""

    at: Installation
    chance: Random
    killed: Counter[str] = field(default_factory=Counter)
    _left: list[str] = field(default_factory=list)

    def kill(self, running: Supervisor) -> bool:
        """One of the next kind. False when no process of it is up at this moment."""
        if not self._left:
            self._left = self.chance.sample(list(_KINDS), len(_KINDS))
        kind = self._left[-1]
        with suppress(OSError, ValueError, psycopg2.Error, redis.RedisError):
            pid = _KINDS[kind](self, running)
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
                self.killed[self._left.pop()] += 1
                return True
        return False

    def worker(self, running: Supervisor) -> int | None:
        return _program(running, "worker")

    def worker_child(self, running: Supervisor) -> int | None:
        return self._child(running, "worker")

    def web(self, running: Supervisor) -> int | None:
        return self._child(running, "web") if self.chance.random() < 0.5 else _program(running, "web")

    def postmaster(self, _: Supervisor) -> int | None:
        return self.at.postmaster

    def backend(self, _: Supervisor) -> int | None:
        """One that is at work, if any is: a server that loses one ends all the others and recovers."""
        found = self.at.query(_BACKENDS)
        return int(found[0][0]) if found else None

    def broker(self, _: Supervisor) -> int | None:
        with redis.Redis.from_url(self.at.environment["REDIS_URL"], socket_timeout=2) as client:
            return int(client.info("server")["process_id"])

    def _child(self, running: Supervisor, name: str) -> int | None:
        pid = _program(running, name)
        found = children_of(pid) if pid else []
        return self.chance.choice(found) if found else None


def _program(running: Supervisor, name: str) -> int | None:
    process = running.running[name]
    return process.pid if process.poll() is None else None


_KINDS: Mapping[str, Callable[[Killer, Supervisor], int | None]] = {
    "worker": Killer.worker,
    "worker_child": Killer.worker_child,
    "postgres": Killer.postmaster,
    "postgres_backend": Killer.backend,
    "valkey": Killer.broker,
    "web": Killer.web,
}


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]


def end_orphans(place: Place) -> None:
    """Ends what a killed program left behind: whatever has this stack's own folder in its environment."""
    mark = os.fsencode(place.state) + b"/"
    for folder in Path("/proc").glob("[0-9]*"):
        if int(folder.name) == os.getpid():
            continue
        with suppress(OSError):
            if mark in (folder / "environ").read_bytes():
                os.kill(int(folder.name), signal.SIGKILL)
