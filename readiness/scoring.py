"""What do the answers of a return come to? Nothing is read or kept here: docs/readiness.md has the examples.

Exact fractions, so that no rounding meets a threshold; what is shown in per cent is cut, never rounded up (R-LARA-1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from readiness.framework import HIGHEST, Check, Framework, Question

Answers = Mapping[str, int]  # code of a question -> level; what is not answered is not there


@dataclass(frozen=True)
class Score:
    """What is reached of what can be, and what is needed; `threshold` is None where nothing is."""

    reached: Fraction
    threshold: int | None = None

    @property
    def met(self) -> bool:
        return self.threshold is None or self.reached * 100 >= self.threshold

    @property
    def percent(self) -> int:
        """Cut, so that 74.9 is never shown as a met 75."""
        return int(self.reached * 100)


@dataclass(frozen=True)
class CheckResult:
    """`unanswered` counts as nothing reached, and a check with any is not met."""

    check: Check
    overall: Score
    themes: dict[str, Score]
    unanswered: tuple[str, ...]

    @property
    def met(self) -> bool:
        return not self.unanswered and self.overall.met and all(theme.met for theme in self.themes.values())

    @property
    def short(self) -> tuple[str, ...]:
        """The themes below their thresholds."""
        return tuple(code for code, theme in self.themes.items() if not theme.met)


def score_check(framework: Framework, check: Check, answers: Answers, *, kind: str) -> CheckResult:
    """Of an organisation of this kind. Raises ValueError for a level that there is not."""
    asked = framework.asked(check, kind)
    if wrong := [one.code for one in asked if not 0 <= answers.get(one.code, 0) <= HIGHEST]:
        raise ValueError(f"Levels are 0 to {HIGHEST}: {', '.join(wrong)}")
    themes = {
        theme.code: Score(_reached(mine, answers), check.themes.get(theme.code))
        for theme, mine in framework.by_theme(asked)
    }
    overall = Score(_reached(asked, answers), check.overall)
    return CheckResult(check, overall, themes, tuple(one.code for one in asked if one.code not in answers))


def _reached(questions: Iterable[Question], answers: Answers) -> Fraction:
    asked = list(questions)
    most = sum(one.weight for one in asked) * HIGHEST
    return Fraction(sum(one.weight * answers.get(one.code, 0) for one in asked), most) if most else Fraction(0)


def checks_met(framework: Framework, answers: Answers, *, track: str, kind: str) -> int:
    """The number of the last check of the track that is met with all before it; 0 for none (R-LARA-2)."""
    met = 0
    for check in framework.checks_of(track):
        if not score_check(framework, check, answers, kind=kind).met:
            break
        met = check.number
    return met


def stage_reached(framework: Framework, answers: Answers, *, track: str, kind: str) -> str | None:
    """The furthest stage whose checks are met; None for one that has none yet."""
    met = checks_met(framework, answers, track=track, kind=kind)
    return next((one.stage for one in reversed(framework.stages_of(track)) if one.checks <= met), None)
