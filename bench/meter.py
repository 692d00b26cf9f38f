"""What does a piece of work cost: time on the wall, and processor time of our processes and of PostgreSQL?"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """Seconds."""

    wall: float = 0.0
    python: float = 0.0
    postgres: float = 0.0

    def rate(self, rows: int) -> int:
        return round(rows / self.wall)

    def rate_of_a_core(self, rows: int) -> int:
        """Rows for each second of processor time, wherever it was spent: what a crowded machine changes least."""
        return round(rows / (self.python + self.postgres))


@dataclass(frozen=True)
class Meter:
    """Reads the clocks; PostgreSQL's by the process id of its first process."""

    postmaster: int

    @contextmanager
    def measured(self) -> Iterator[Cost]:
        """The cost of the block, filled in at its end. Processes that it started count once they are waited for."""
        cost = Cost()
        began, ours, theirs = perf_counter(), _ours(), _postgres(self.postmaster)
        yield cost
        cost.wall = perf_counter() - began
        cost.python = _ours() - ours
        cost.postgres = _postgres(self.postmaster) - theirs


def _ours() -> float:
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def _postgres(postmaster: int) -> float:
    """Of the first process, of its children that live, and of those that have ended."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text("utf-8").split()
    ticks = _ticks(postmaster, ended=True)
    for child in children:
        with suppress(OSError):
            ticks += _ticks(int(child), ended=False)
    return ticks / TICKS


def _ticks(pid: int, *, ended: bool) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(") ")[2].split()
    return sum(map(int, fields[11 : 15 if ended else 13]))


def peak_mb() -> int:
    """The most that any of our processes held, this one or one that it waited for."""
    return max(getrusage(of).ru_maxrss for of in (RUSAGE_SELF, RUSAGE_CHILDREN)) // 1024
