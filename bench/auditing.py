"""What does the log cost? The process that writes and searches: python -m bench.auditing ROWS CHILDREN SEED

Prints one JSON object. As `python -m bench.auditing seal` it is the sealer, until it is ended.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any, Final
from uuid import uuid4

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from audit.log import Actor, record, record_each  # noqa: E402
from audit.sealing import seal_all  # noqa: E402
from audit.verifying import verify  # noqa: E402
from bench.leaks_world import World, somebody, world  # noqa: E402

ROUNDS: Final = 5
WRITERS: Final = 4
EVENTS_EACH: Final = 500  # of each writer in a round
SEARCHES: Final = 40  # in a round, of a viewer who has not searched before
AT_ONCE: Final = 10_000  # events of one statement, to fill the log
BACK_END: Final = "accounts.back_end.PasswordBackend"
_PLAIN: Final = "CREATE TEMP TABLE IF NOT EXISTS plain_event (LIKE audit_event INCLUDING ALL)"
_INTO_PLAIN: Final = """
    INSERT INTO plain_event (at, verb, actor, roles, child_number, source, because, facts, sealing)
    VALUES (%s, %s, %s, %s, '1234567890', '', 'other', '{}', %s)
"""


def measured(rows: int, children: int, seed: int) -> dict[str, Any]:
    quiet = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - the log of requests goes there
    with quiet, redirect_stdout(quiet):
        with transaction.atomic():
            here = world(children=children, each=10, seed=seed, at=timezone.now())
        seal_all(at=timezone.now())
        return {**_searches(here), **_writes(), **_verified(rows)}


def _searches(here: World) -> dict[str, Any]:
    """The median of the rounds."""
    without, sealing = [], []
    for _ in range(ROUNDS):
        without.append(_searched(here))
        with sealer():
            sealing.append(_searched(here))
    return {"searches_per_s": round(median(without), 1), "searches_sealed_per_s": round(median(sealing), 1)}


def _searched(here: World) -> float:
    client = Client(SERVER_NAME="localhost")
    client.force_login(somebody(here.viewer.organisation, at=timezone.now()), backend=BACK_END)
    names = cycle(here.plain)
    began = perf_counter()
    for _ in range(SEARCHES):
        sought = next(names)
        born = sought.said.date_of_birth
        asked = {"forename": sought.name.forename, "surname": sought.name.surname}
        sent = client.post(reverse("find_child"), {**asked, "born_year": str(born.year) if born else ""})
        assert client.get(sent["Location"]).status_code == 200  # noqa: S101 - what failed is no measurement
    return SEARCHES / (perf_counter() - began)


def _writes() -> dict[str, Any]:
    plain, recorded, sealed = [], [], []
    for _ in range(ROUNDS):
        plain.append(_written(_bare))
        recorded.append(_written(_recorded))
        with sealer():
            sealed.append(_written(_recorded))
    names = ("plain_per_s", "recorded_per_s", "sealed_per_s")
    return {name: round(median(rates)) for name, rates in zip(names, (plain, recorded, sealed), strict=True)}


def _written(write: Callable[[], None]) -> float:
    """Events a second, of so many writers at once, each event in a transaction of its own."""

    def run(_: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_PLAIN)
        for _ in range(EVENTS_EACH):
            with transaction.atomic():
                write()
        connection.close()

    began = perf_counter()
    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(run, range(WRITERS)))
    return WRITERS * EVENTS_EACH / (perf_counter() - began)


def _bare() -> None:
    """The same row into a table with the same indexes, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(_INTO_PLAIN, [timezone.now(), "bench.made", uuid4(), ["practitioner"], uuid4()])


def _recorded() -> None:
    who = Actor(uuid4(), None, ("practitioner",))
    record("bench.made", at=timezone.now(), actor=who, child_number="1234567890", because="other")


@contextmanager
def sealer() -> Iterator[None]:
    """Seals each second, in a process of its own as the worker does."""
    running = subprocess.Popen([sys.executable, "-m", "bench.auditing", "seal"], stdin=subprocess.DEVNULL)
    sleep(1.5)  # until it is up
    try:
        yield
    finally:
        running.terminate()
        running.wait()


def _verified(rows: int) -> dict[str, Any]:
    for start in range(0, rows, AT_ONCE):
        numbers = [f"{number:010}" for number in range(start, min(start + AT_ONCE, rows))]
        with transaction.atomic():
            record_each("bench.made", child_numbers=numbers, at=timezone.now(), source="bench")
    began = perf_counter()
    sealed = seal_all(at=timezone.now())
    sealing, began = perf_counter() - began, perf_counter()
    report = verify()
    checking = perf_counter() - began
    assert not report.findings, report.findings[0]  # noqa: S101 - what failed is no measurement
    return {
        "events": report.events,
        "seals": report.seals,
        "sealing_per_s": round(sealed / sealing),
        "verified_per_s": round(report.events / checking),
        "verified_s": round(checking, 1),
    }


def main() -> None:
    if sys.argv[1] != "seal":
        sys.stdout.write(json.dumps(measured(*map(int, sys.argv[1:]))))
        return
    while True:
        seal_all(at=timezone.now())
        sleep(1)


if __name__ == "__main__":
    main()
