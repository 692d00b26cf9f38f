"""How long does the worklist of an authority with 70,000 children take, beside that of one with a hundredth? (R-REC-8)

The two in the same database and the same run: machines differ, ratios do less.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from bench.installation import installation

Say = Callable[[str], Any]
LESS: Final = 100


def measure(*, children: int = 70_000, seed: int = 2009, say: Say) -> dict[str, Any]:
    """Milliseconds of the first and the last page, statements to the database, and the ratios of the two lists."""
    with installation(durable=False) as here:
        say(f"{children} children are made up: this takes minutes")
        return ratios(json.loads(here.output("bench.worklisted", str(children), str(seed)).splitlines()[-1]))


def ratios(found: dict[str, Any]) -> dict[str, Any]:
    many, few = found["many"], found["few"]
    told = {f"ratio_{page}": round(many[f"{page}_ms"] / few[f"{page}_ms"], 2) for page in ("first", "last")}
    return {"children": many["children"], "few_children": few["children"], **told, "many": many, "few": few}
