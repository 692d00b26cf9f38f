"""Does memory stay flat however long a file is? Received, sealed and read again in growing sizes (issue: 1 GB)."""

import json
from collections.abc import Callable
from typing import Any, Final

from bench.installation import installation

Say = Callable[[str], Any]
SOURCES: Final = {"births": "CSV", "pupil-data": "XML", "health-demographics": "NDJSON"}
STEPS: Final = (1, 10, 100)  # the largest size is so many times the others
FLAT: Final = 1.2  # the largest may take so many times the memory of the smallest


def measure(*, megabytes: int = 1_000, say: Say) -> dict[str, Any]:
    """Peaks in MB by format and size, and whether they grow: of who receives, of the worker and of who reads."""
    found: dict[str, dict[int, Any]] = {kind: {} for kind in SOURCES.values()}
    with installation(durable=False) as here:
        for step in reversed(STEPS):
            for source, kind in SOURCES.items():
                size = max(1, megabytes // step)
                found[kind][size] = one = json.loads(here.output("bench.long_file", source, str(size)))
                say(f"{kind} {size} MB: {one}")
    return {"flat": all(_is_flat(list(sizes.values())) for sizes in found.values()), **found}


def _is_flat(measured: list[dict[str, Any]]) -> bool:
    peaks = ("receiver_peak_mb", "worker_peak_mb", "reader_peak_mb")
    return all(measured[-1][name] < FLAT * measured[0][name] for name in peaks)
