"""What does readiness keep?"""

from readiness.models.briefing import Briefing
from readiness.models.decision import Appeal, Condition, Decision, DecisionKind, EvaluationClosed, Outcome, Verdict
from readiness.models.details import Assignment, LateReminder, PlannedDate, Risk, Weight
from readiness.models.evidence import Evidence, EvidencePart
from readiness.models.experience import Change, ChangeKind, Experience, Finding, Part, Severity
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
    "Change",
    "ChangeKind",
    "Condition",
    "Decision",
    "DecisionKind",
    "EvaluationClosed",
    "Evidence",
    "EvidencePart",
    "Experience",
    "Finding",
    "FrameworkVersion",
    "GuidanceRead",
    "LateReminder",
    "MissedWord",
    "Outcome",
    "Part",
    "PlannedDate",
    "PlannedPhase",
    "Return",
    "Risk",
    "Score",
    "Severity",
    "State",
    "Verdict",
    "VersionState",
    "Weight",
]
