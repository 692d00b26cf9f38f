"""What does readiness keep?"""

from readiness.models.guidance import GuidanceRead, MissedWord
from readiness.models.plan import PlannedPhase
from readiness.models.returned import Answer, Return, State

__all__ = ["Answer", "GuidanceRead", "MissedWord", "PlannedPhase", "Return", "State"]
