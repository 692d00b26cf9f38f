"""Can the feeds show a shielded child again? March 2009, replayed (R-SHIELD-3).

Then updates for shielded children did not match their records and made unshielded second ones. Here children are
loaded from four sources, some are shielded, and the sources then deliver edition after edition, whole and in part, in
which these families move, rename and change schools and numbers far more than others, under the clerks' usual slips.
After each the whole database is looked through, by the truth that the population knows.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from bench.installation import installation
from dev.population.later import Later
from dev.population.make import Plan, make_population

Say = Callable[[str], Any]
FILES: Final = {
    "health-demographics": "health.ndjson",
    "pupil-data": "pupils.xml",
    "births": "births.csv",
    "social-care": "social_care.csv",
}
EDITIONS: Final = (False, True, True)  # whether one holds only what changed
SHARE: Final = 300 / 20_000  # of the children who are shielded: three times what 2009 had
AGO: Final = timedelta(days=120)  # the first edition; nothing may come from the future


def measure(*, children: int = 20_000, seed: int = 2009, say: Say) -> dict[str, Any]:
    """Leaks and unshielded duplicates after all deliveries, rows that wait, and the share of those that were right."""
    with installation(durable=False) as here:
        today = date.today() - AGO  # noqa: DTZ011 - deliveries are dated by the machine's day
        plan = Plan(children=children, seed=seed, today=today, shielded=0)
        make_population(here.folder / "0", plan)
        say(here.output("bench.marching", "load", str(here.folder / "0")).strip())
        fleeing = json.loads(here.output("bench.marching", "shield", str(here.folder / "0"), str(_many(children))))
        say(f"{len(fleeing)} children shielded")
        found = [_edition(here, folder, say) for folder in _later(here.folder, plan, fleeing)]
    return {"children": children, "shielded": len(fleeing), **_summed(found), "editions": found}


def _many(children: int) -> int:
    return round(children * SHARE)


def _later(folder: Path, plan: Plan, fleeing: list[str]) -> Iterator[Path]:
    for number, only_changed in enumerate(EDITIONS, 1):
        later = Later(number, plan.seed, plan.today, frozenset(fleeing), only_changed)
        make_population(folder / str(number), plan, later)
        yield folder / str(number)


def _edition(here: Any, folder: Path, say: Say) -> dict[str, Any]:
    say(here.output("bench.marching", "load", str(folder)).strip())
    found: dict[str, Any] = json.loads(here.output("bench.marching", "look", str(folder.parent)))
    say(json.dumps(found))
    return found


def _summed(found: list[dict[str, Any]]) -> dict[str, Any]:
    rows = sum(one["rows"] for one in found)
    held, right = (sum(one[name] for one in found) for name in ("held", "held_rightly"))
    return {
        "rows": rows,
        "leaks": max(one["leaks"] for one in found),
        "unshielded_duplicates": max(one["unshielded_duplicates"] for one in found),
        "waiting_per_1000": round(1000 * sum(one["waiting"] for one in found) / rows, 2),
        "held_per_1000": round(1000 * held / rows, 2),
        "wrong_holds_per_1000": round(1000 * (held - right) / rows, 2),
        "waiting_right_share": round(right / held, 4) if held else None,
    }
