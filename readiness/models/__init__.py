"""What does readiness keep?"""

from readiness.models.briefing import Briefing
from readiness.models.decision import Appeal, Condition, Decision, DecisionKind, EvaluationClosed, Outcome
from readiness.models.details import Assignment, LateReminder, PlannedDate, Risk, Weight
from readiness.models.evidence import Evidence, EvidencePart
from readiness.models.framework import FrameworkVersion, VersionState
from readiness.models.guidance import GuidanceRead, MissedWord
from readiness.models.plan import PlannedPhase
from readiness.models.returned import GIVEN, Answer, Return, State
from readiness.models.score import Score

__all__ = [
    "GIVEN",
    "Answer",
    "Appeal",
    "Assignment",
    "Briefing",
    "Condition",
    "Decision",
    "DecisionKind",
    "EvaluationClosed",
    "Evidence",
    "EvidencePart",
    "FrameworkVersion",
    "GuidanceRead",
    "LateReminder",
    "MissedWord",
    "Outcome",
    "PlannedDate",
    "PlannedPhase",
    "Return",
    "Risk",
    "Score",
    "State",
    "VersionState",
    "Weight",
]
