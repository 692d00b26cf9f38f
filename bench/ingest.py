"""How many rows a second are staged, matched and applied, beside a bare COPY of the same rows in the same run?

Everything happens in an installation of its own which forgets its data: no disk is waited for, as in the bare COPY.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from bench.installation import installation
from bench.meter import Cost
from dev.population.make import Plan, make_population

Say = Callable[[str], Any]
FLOOR: Final = "copy"
MEASURED: Final = ("staged", "matched", "applied", "created", "repeated")


def measure(*, children: int = 20_000, rows: int | None = None, seed: int = 2009, say: Say) -> dict[str, Any]:
    """Rows per second of the wall and of a core; `ratio_*`: how often longer than the bare COPY it takes."""
    with installation(durable=False) as here:
        began = perf_counter()
        today = date.today()  # noqa: DTZ011 - as the demo
        make_population(here.folder, Plan(children=children, seed=seed, today=today))
        if rows is not None:
            cut(here.folder / "pupils.xml", rows)
        made = perf_counter() - began
        say(f"{children} children made up in {made:.0f} s")
        found = json.loads(here.output("bench.ingesting", str(here.folder), str(here.postmaster)))
    costs = {name: Cost(**cost) for name, cost in found["costs"].items()}
    of = {"created": found["first"]["received"]}
    many = found["second"]["received"]
    return {
        "children": children,
        "rows": many,
        **{f"{name}_rows_per_s": costs[name].rate(of.get(name, many)) for name in (FLOOR, *MEASURED)},
        **{f"{name}_rows_per_core_s": costs[name].rate_of_a_core(of.get(name, many)) for name in MEASURED},
        "peak_mb": found["peak_mb"],
        **{f"ratio_{name}": _ratio(costs[name], of.get(name, many), costs[FLOOR], many) for name in MEASURED},
        "outcomes": found["second"],
        "outcomes_repeated": found["third"],
        "seconds": {"population": round(made, 1)} | {name: _rounded(cost) for name, cost in costs.items()},
    }


def _ratio(cost: Cost, rows: int, floor: Cost, floor_rows: int) -> float:
    """Seconds a row, against those of the floor."""
    return round(cost.wall / rows / (floor.wall / floor_rows), 1)


def _rounded(cost: Cost) -> dict[str, float]:
    return {name: round(seconds, 2) for name, seconds in vars(cost).items()}


def cut(file: Path, rows: int) -> None:
    """Leaves the first so many pupils: each has a line of its own."""
    whole, kept = file.rename(file.with_suffix(".whole")), 0
    with whole.open("rb") as lines, file.open("wb") as out:
        for line in lines:
            kept += line.startswith(b"<Pupil>")
            if not line.startswith(b"<Pupil>") or kept <= rows:
                out.write(line)
    whole.unlink()
