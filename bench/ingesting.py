"""What does loading cost, step by step? The process that loads: python -m bench.ingesting FOLDER POSTMASTER

The first feed makes the registry; the second is the one that is measured: staged, matched in advance as for a person's
approval, and applied by two workers at once. Then it comes again: a full delivery says of most children what it said
before. Prints one JSON object.
"""

import json
import multiprocessing
import os
import shutil
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

import django
import psycopg2

django.setup()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.meter import Cost, Meter, peak_mb  # noqa: E402
from feeds.advance import finish, step  # noqa: E402
from feeds.models import Delivery, DeliveryState, RowState  # noqa: E402
from feeds.receive import receive  # noqa: E402
from registry.models import Source  # noqa: E402

FIRST, SECOND = ("health-demographics", "health.ndjson"), ("pupil-data", "pupils.xml")
WORKERS = 2
HEADER = 4096  # bytes, in which the file says when it was made


def now() -> datetime:
    return timezone.now()


def received(code: str, path: Path) -> Delivery:
    with path.open("rb") as stream:
        return receive(stream, source=Source.objects.get(code=code), file_name=path.name, at=now())


def load(folder: Path, meter: Meter) -> dict[str, Any]:
    """Rows, and the cost of each step."""
    costs = {}
    first = received(FIRST[0], folder / FIRST[1])
    with meter.measured() as costs["first_staged"]:
        stage(first.pk)
    expect(first.pk, DeliveryState.APPLYING)
    with meter.measured() as costs["created"]:
        apply_at_once(first.pk)
    Source.objects.filter(code=SECOND[0]).update(review_required=True)
    second = received(SECOND[0], folder / SECOND[1])
    with meter.measured() as costs["staged"]:
        stage(second.pk)
    expect(second.pk, DeliveryState.FORESEEING)
    costs["copy"] = bare_copy(second.pk, meter)
    with meter.measured() as costs["matched"]:
        finish(second.pk, now=now)
    expect(second.pk, DeliveryState.REVIEW)
    Delivery.objects.filter(pk=second.pk).update(state=DeliveryState.APPLYING)  # feeds.approve asks a person first
    with meter.measured() as costs["applied"]:
        apply_at_once(second.pk)
    Source.objects.filter(code=SECOND[0]).update(review_required=False)
    third = received(SECOND[0], made_later(folder / SECOND[1]))
    stage(third.pk)
    expect(third.pk, DeliveryState.APPLYING)
    with meter.measured() as costs["repeated"]:
        apply_at_once(third.pk)
    return {
        "first": counts(first.pk),
        "second": counts(second.pk),
        "third": counts(third.pk),
        "costs": {name: asdict(cost) for name, cost in costs.items()},
        "peak_mb": peak_mb(),
    }


def made_later(pupils: Path) -> Path:
    """The same file, as the source makes it a second later."""
    later = pupils.with_name("pupils-again.xml")
    with pupils.open("rb") as old, later.open("wb") as new:
        new.write(old.read(HEADER).replace(b"T00:00:00</DateTime>", b"T00:00:01</DateTime>", 1))
        shutil.copyfileobj(old, new)
    return later


def stage(delivery: UUID) -> None:
    """Read, and judged as a whole."""
    for _ in range(2):
        step(delivery, at=now())


def expect(delivery: UUID, state: DeliveryState) -> Delivery:
    """Ends the measurement where something stopped or refused the delivery: nothing behind that would be one."""
    found = Delivery.objects.get(pk=delivery)
    if found.state != state:
        sys.exit(f"{found.file_name} is {found.state} and not {state}: {found.get_stopped_because_display()}")
    return found


def counts(delivery: UUID) -> dict[str, int]:
    done = expect(delivery, DeliveryState.DONE)
    return {name: getattr(done, name) for name in ("received", *RowState.values) if getattr(done, name)}


def apply_at_once(delivery: UUID) -> None:
    """By as many workers as a machine of two cores has."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=finish, args=(delivery,), kwargs={"now": now}) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        sys.exit("A worker failed: see above.")


def bare_copy(delivery: UUID, meter: Meter) -> Cost:
    """The floor: the same staged rows into a table without index, key or check, which is the owner's to make."""
    session = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    rows = f"(SELECT * FROM feeds_stagedrow WHERE delivery_id = '{delivery}')"  # noqa: S608
    with session, session.cursor() as cursor, TemporaryFile() as file:
        cursor.execute("CREATE TABLE bare_rows AS TABLE feeds_stagedrow WITH NO DATA")
        cursor.copy_expert(f"COPY {rows} TO STDOUT", file)
        file.seek(0)
        with meter.measured() as cost:
            cursor.copy_expert("COPY bare_rows FROM STDIN", file)
        cursor.execute("DROP TABLE bare_rows")
    session.close()
    return cost


if __name__ == "__main__":
    print(json.dumps(load(Path(sys.argv[1]), Meter(int(sys.argv[2])))))
