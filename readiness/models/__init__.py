"""What does readiness keep?"""

from readiness.models.details import Assignment, LateReminder, PlannedDate, Risk, Weight
from readiness.models.evidence import Evidence, EvidencePart
from readiness.models.plan import PlannedPhase
from readiness.models.returned import Answer, Return, State

__all__ = [
    "Answer",
    "Assignment",
    "Evidence",
    "EvidencePart",
    "LateReminder",
    "PlannedDate",
    "PlannedPhase",
    "Return",
    "Risk",
    "State",
    "Weight",
]
