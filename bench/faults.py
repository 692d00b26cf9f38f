"""Is a row lost or doubled when everything is killed, again and again, during a delivery? (R-FEED-3, SEC-33)

The same delivery is loaded into two copies of one database, by the worker and through its durable job: once in peace,
and once while worker, PostgreSQL, broker and web process are killed by kill -9. Then the two are compared.
"""

import subprocess
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from random import Random
from time import monotonic, sleep
from typing import Any, Final

import psycopg2

from bench import BATCH
from bench.compared import Told, compare
from bench.installation import Installation, installation
from bench.killing import Killer, end_orphans
from dev.population.make import Plan, make_population
from dev.supervisor import Supervisor

Say = Callable[[str], Any]
BASE: Final = ("pupil-data", "pupils.xml")
MEASURED: Final = ("health-demographics", "health.ndjson")
SHARE_OF_HEALTH: Final = 0.94  # of the children: of so many it speaks at least
STEPS, LARGEST_BATCH = 12, 2_000  # batches at least, and twice as many as deaths: there is always a next one; rows
IN_ONE_STEP: Final = 2  # deaths: three would be those of a job that kills its workers, and is given up (SEC-34)
UNTIL: Final = 0.7  # of the rows: what is killed near the end may find nothing left to disturb
LOOK_EVERY: Final = 0.1  # seconds
SAY_EVERY: Final = 30  # seconds


class Unfinished(Exception):
    """The delivery did not come to its end in time; the words say how far it came."""


_SEEN: Final = "SELECT state, pending, received FROM feeds_delivery WHERE file_name = 'health.ndjson'"


@dataclass
class Progress:
    """How far the delivery is, as last seen; a server that is down says nothing."""

    state: str = ""
    pending: int = 0
    received: int = 0

    @property
    def share(self) -> float:
        return 1 - self.pending / self.received if self.received and self.state != "received" else 0.0

    def __str__(self) -> str:
        return f"{self.state or 'not there yet'}, {self.received - self.pending} of {self.received} rows done"

    @property
    def over(self) -> bool:
        return self.state in ("done", "refused", "stopped", "review")

    def looked(self, at: Installation) -> "Progress":
        with suppress(psycopg2.Error):
            rows = at.query(_SEEN)
            return Progress(*rows[0]) if rows else self
        return self


@dataclass
class Deaths:
    """When is the next one due? At random shares of the rows, some of them while nothing is applied yet."""

    killer: Killer
    kills: int
    pause: float  # seconds that a step takes: a death falls anywhere into one
    due: list[float] = field(init=False)
    not_before: float = 0.0
    seen: Progress = field(default_factory=Progress)
    in_this_step: int = 0

    def __post_init__(self) -> None:
        shares = (max(0.0, self.killer.chance.uniform(-0.1, UNTIL)) for _ in range(self.kills))
        self.due = sorted(shares, reverse=True)

    def look(self, progress: Progress, running: Supervisor) -> None:
        if progress != self.seen:
            self.seen, self.in_this_step = progress, 0
        ready = progress.state and self.due and self.due[-1] <= progress.share and monotonic() >= self.not_before
        if ready and self.in_this_step < IN_ONE_STEP and self.killer.kill(running):
            self.due.pop()
            self.in_this_step += 1
            self.not_before = monotonic() + self.killer.chance.uniform(0, self.pause)


@dataclass
class Watch:
    """Says how far it is, and ends what takes too long. `minutes` are for everything from here on."""

    say: Say
    minutes: float
    began: float = field(default_factory=monotonic)
    said: float = 0.0

    def look(self, words: str) -> None:
        """Raises Unfinished."""
        now = monotonic()
        if now - self.began > 60 * self.minutes:
            raise Unfinished(f"Not done after {self.minutes:g} minutes: {words}")
        if now - self.said > SAY_EVERY:
            self.said = now
            self.say(words)

    def step(self, words: str) -> None:
        self.say(f"{monotonic() - self.began:.0f} s: {words}")


def minutes_for(rows: int, kills: int) -> float:
    """More than an honest machine needs, twice over each row and once each death."""
    return 10 + rows / 1_500 + kills


def measure(
    *, rows: int = 100_000, kills: int = 50, seed: int = 2009, minutes: float | None = None, say: Say
) -> dict[str, Any]:
    """What differs between the two loads. Raises Unfinished after so many minutes; they grow with rows and kills."""
    batch = max(10, min(LARGEST_BATCH, rows // max(STEPS, 2 * kills)))
    watch = Watch(say, minutes_for(rows, kills) if minutes is None else minutes)
    with installation(durable=True, **{BATCH: str(batch)}) as calm:
        watch.step("servers and tables are there")
        plan = Plan(children=ceil(rows / SHARE_OF_HEALTH), seed=seed, today=date.today())  # noqa: DTZ011 - as the demo
        make_population(calm.folder, plan)
        calm.manage("load_feed", BASE[0], str(calm.folder / BASE[1]))
        disturbed = calm.copy("disturbed")
        watch.step("the registry is ready, twice")
        # In peace no pages are needed: they do nothing to the rows.
        seconds = _load(calm, leave_alone, watch, only=("worker", "beat"))
        watch.step(f"loaded undisturbed in {seconds:.0f} s")
        deaths = Deaths(Killer(disturbed, Random(seed)), kills, pause=seconds * batch / rows)
        disturbed_seconds = _load(disturbed, deaths.look, watch)
        watch.step(f"loaded in {disturbed_seconds:.0f} s, {deaths.killer.killed.total()} kills")
        return {
            "kills": deaths.killer.killed.total(),
            "rows": Progress().looked(calm).received,
            **compare(Told.by(calm), Told.by(disturbed)),
            "seconds_undisturbed": round(seconds, 1),
            "seconds_disturbed": round(disturbed_seconds, 1),
            "kills_by_kind": dict(sorted(deaths.killer.killed.items())),
        }


def leave_alone(progress: Progress, running: Supervisor) -> None:
    """What happens meanwhile when nothing happens."""


def _load(
    at: Installation, meanwhile: Callable[[Progress, Supervisor], None], watch: Watch, *, only: Collection[str] = ()
) -> float:
    """Seconds from handing in to the end. Raises Unfinished."""
    try:
        with at.running(app="bench.hurried", only=only) as running:
            began, progress = monotonic(), Progress()
            handing_in = _hand_in(at)
            while not progress.over:
                try:
                    watch.look(str(progress))
                except Unfinished as late:
                    raise Unfinished(f"{late}, jobs {_left(at)}, {_last_words(running)}") from None
                if handing_in.poll():  # killed, or the database was: the sender sends the same file again
                    handing_in = _hand_in(at)
                running.look()
                progress = progress.looked(at)
                meanwhile(progress, running)
                sleep(LOOK_EVERY)
            took = monotonic() - began
            running.kill()  # nothing is left to do: nobody has to end in good order
            return took
    finally:
        end_orphans(at.place)


def _left(at: Installation) -> list[tuple[Any, ...]]:
    with suppress(psycopg2.Error):
        return at.query(_LEFT)
    return []


def _last_words(running: Supervisor) -> str:
    return "the worker's last words:\n" + running.log("worker").read_text("utf-8", "replace")[-2_000:]


_LEFT: Final = "SELECT name, state, attempts, error_code FROM jobs_job WHERE state <> 'done'"


def _hand_in(at: Installation) -> "subprocess.Popen[bytes]":
    return at.start("bench.handing_in", MEASURED[0], str(at.folder / MEASURED[1]))
