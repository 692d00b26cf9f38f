"""What does the dated roll-out plan say? (R-ORG-2)

Loading again updates what was announced and planned, never what really happened.
"""

from datetime import date
from pathlib import Path
from typing import Final

from accounts.load_reference import rows
from accounts.models import Stage, Track
from readiness.models import PlannedPhase

FOLDER: Final = Path(__file__).parent / "reference"
_MAY_CHANGE: Final = ["stage", "opens", "audience", "track", "partners", "announced_on", "planned_on", "planned_until"]


def load(*, folder: Path = FOLDER) -> dict[str, int]:
    """Adds and updates the phases of the plan; how many there are."""
    plan = [_phase(row) for row in rows(folder / "rollout_plan.csv")]
    PlannedPhase.objects.bulk_create(plan, update_conflicts=True, unique_fields=["phase"], update_fields=_MAY_CHANGE)
    return {"planned_phases": len(plan)}


def _phase(row: dict[str, str]) -> PlannedPhase:
    return PlannedPhase(
        phase=int(row["phase"]),
        stage=Stage(row["stage"]),
        opens=row["opens"],
        audience=row["audience"],
        track=row["track"] and Track(row["track"]),
        partners=row["partners"] == "yes",
        announced_on=date.fromisoformat(row["announced"]),
        planned_on=date.fromisoformat(row["planned"]),
        planned_until=date.fromisoformat(row["planned_until"]) if row["planned_until"] else None,
    )
