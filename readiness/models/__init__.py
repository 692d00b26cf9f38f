"""What does readiness keep?"""

from readiness.models.decision import Appeal, Condition, Decision, DecisionKind, EvaluationClosed, Outcome
from readiness.models.plan import PlannedPhase
from readiness.models.returned import GIVEN, Answer, Return, State
from readiness.models.score import Score

__all__ = [
    "GIVEN",
    "Answer",
    "Appeal",
    "Condition",
    "Decision",
    "DecisionKind",
    "EvaluationClosed",
    "Outcome",
    "PlannedPhase",
    "Return",
    "Score",
    "State",
]
