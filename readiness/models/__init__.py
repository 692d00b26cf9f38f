"""What does readiness keep?"""

from readiness.models.plan import PlannedPhase
from readiness.models.returned import Answer, Return, State

__all__ = ["Answer", "PlannedPhase", "Return", "State"]
