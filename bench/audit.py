"""What does the log cost, and how fast is it checked? Events a second written, sealed and verified (R-AUDIT-2).

Searches and writes are timed in turns, with a sealer that seals each second and without one: in the same run.
"""

import json
from collections.abc import Callable
from typing import Any

from bench.installation import installation

Say = Callable[[str], Any]


def measure(*, rows: int = 200_000, children: int = 2_000, seed: int = 2009, say: Say) -> dict[str, Any]:
    """Events and searches per second; `rows` is how many events are sealed and verified."""
    with installation(durable=True) as here:
        say(f"an installation of its own: {children} children, {rows} events")
        found: dict[str, Any] = json.loads(here.output("bench.auditing", str(rows), str(children), str(seed)))
    return {
        **found,
        "ratio_recorded": round(found["recorded_per_s"] / found["plain_per_s"], 2),
        "ratio_sealed": round(found["sealed_per_s"] / found["recorded_per_s"], 2),
        "ratio_searches": round(found["searches_sealed_per_s"] / found["searches_per_s"], 2),
    }
