"""What does it take to receive and read one file of that length? The process: python -m bench.long_file SOURCE MB

Nothing of the file is on a disk but what the database keeps of it, sealed. Prints one JSON object.
"""

import io
import json
import sys
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402

from feeds.parsing import parse  # noqa: E402
from feeds.receive import receive  # noqa: E402
from registry.models import Source  # noqa: E402
from tests.feeds.long_files import LONG_FILES, Stream  # noqa: E402

MB = 1_000_000
LOOK_EVERY = 10_000  # rows


def run(code: str, megabytes: int) -> dict[str, Any]:
    source = Source.objects.get(code=code)
    content = LONG_FILES[source.format](megabytes * MB)
    began = perf_counter()
    delivery = receive(io.BufferedReader(Stream(content)), source=source, file_name="long", at=timezone.now())
    received, held = perf_counter(), peak_mb()
    rows = reader = 0
    for rows, _ in enumerate(parse(delivery, at=timezone.now())):
        if rows % LOOK_EVERY == 0:
            reader = max(reader, peak_of_children_mb())
    read = perf_counter()
    delivery.parts.all().delete()
    return {
        "bytes": delivery.size,
        "rows": rows,  # the last thing that is read is the end
        "receiver_peak_mb": held,
        "worker_peak_mb": peak_mb(),
        "reader_peak_mb": reader,
        "seconds_receiving": round(received - began, 1),
        "seconds_reading": round(read - received, 1),
    }


def peak_mb() -> int:
    return getrusage(RUSAGE_SELF).ru_maxrss // 1024


def peak_of_children_mb() -> int:
    """Of those that run now: a process that has ended counts what it held as a copy of its parent."""
    found = [0]
    for child in Path("/proc/thread-self/children").read_text("utf-8").split():
        with suppress(OSError):
            status = Path(f"/proc/{child}/status").read_text("utf-8")
            found += [int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")]
    return max(found)


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], int(sys.argv[2]))))
