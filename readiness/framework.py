"""What does the Readiness Assessment ask, and what has to be reached? One version, frozen (R-LARA-1, R-LARA-2)."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from accounts.models import Kind, Stage, Track

LEVELS: Final = 5  # 0 to 4
HIGHEST: Final = LEVELS - 1
AUTHORITIES: Final = "authorities"
ALL: Final = "all"


class UnusableFramework(ValueError):
    """This framework contradicts itself; the words say where."""


@dataclass(frozen=True)
class Theme:
    code: str
    title: str


@dataclass(frozen=True)
class Question:
    """`first_check`: the number of the first check that asks it. `levels`: the description of each, 0 first."""

    code: str
    theme: str
    first_check: int
    weight: int
    text: str
    guidance: str
    evidence: str
    levels: tuple[str, ...]
    asks: str = ALL

    def is_for(self, kind: str) -> bool:
        """Whether organisations of this kind answer it (accounts.models.Kind)."""
        return self.asks == ALL or kind == Kind.AUTHORITY

    def means_the_same_as(self, other: "Question") -> bool:
        """Whether a level that was given to the other is an answer to this one, too."""
        return (self.text, self.levels) == (other.text, other.levels)


@dataclass(frozen=True)
class Check:
    """A dated gate. Thresholds are per cent of what can be scored: overall, and of each theme that is named."""

    number: int
    code: str
    title: str
    about: str
    due: date
    overall: int
    themes: dict[str, int]
    tracks: frozenset[str] = frozenset(Track.values)


@dataclass(frozen=True)
class StageNeeds:
    """A stage of a track is reached when every check of the track up to this number is met."""

    track: str
    stage: str
    checks: int


@dataclass(frozen=True)
class Framework:
    version: int
    effective_from: date
    changes: str
    themes: tuple[Theme, ...]
    checks: tuple[Check, ...]
    questions: tuple[Question, ...]
    stages: tuple[StageNeeds, ...]

    @cached_property
    def by_code(self) -> dict[str, Question]:
        return {question.code: question for question in self.questions}

    def asked(self, check: Check, kind: str) -> tuple[Question, ...]:
        """What a check asks of an organisation of this kind: each question from its first check on."""
        return tuple(one for one in self.questions if one.first_check <= check.number and one.is_for(kind))

    def by_theme(self, questions: Iterable[Question]) -> list[tuple[Theme, tuple[Question, ...]]]:
        """These questions under their themes, in the themes' order; a theme without any is left out."""
        given = tuple(questions)
        found = [(theme, tuple(one for one in given if one.theme == theme.code)) for theme in self.themes]
        return [(theme, mine) for theme, mine in found if mine]

    def checks_of(self, track: str) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if track in check.tracks)

    def stages_of(self, track: str) -> tuple[StageNeeds, ...]:
        return tuple(one for one in self.stages if one.track == track)


def read_framework(path: Path) -> Framework:
    """Raises UnusableFramework."""
    with path.open("rb") as file:
        return framework_from(tomllib.load(file))


def framework_from(said: Mapping[str, Any]) -> Framework:
    """From what a file or a kept version says. Raises UnusableFramework."""
    framework = Framework(
        version=said["version"],
        effective_from=said["effective_from"],
        changes=said["changes"],
        themes=tuple(Theme(**one) for one in said["theme"]),
        checks=tuple(_check(one) for one in said["check"]),
        questions=tuple(_question(one) for one in said["question"]),
        stages=tuple(StageNeeds(**one) for one in said["stage"]),
    )
    refuse_unusable(framework)
    return framework


def _check(said: dict[str, Any]) -> Check:
    due = said["due"]
    read = {"due": date.fromisoformat(due) if isinstance(due, str) else due}
    return Check(**{**said, **read, "tracks": frozenset(said.get("tracks", Track.values))})


def _question(said: dict[str, Any]) -> Question:
    words = dict(said)
    return Question(first_check=words.pop("from"), levels=tuple(words.pop("levels")), **words)


def as_said(framework: Framework) -> dict[str, Any]:
    """What `framework_from` reads again, as JSON can hold it; without its version, date and what changed."""
    return {
        "theme": [asdict(theme) for theme in framework.themes],
        "check": [
            {**asdict(check), "due": check.due.isoformat(), "tracks": sorted(check.tracks)}
            for check in framework.checks
        ],
        "question": [_said_question(question) for question in framework.questions],
        "stage": [asdict(needs) for needs in framework.stages],
    }


def _said_question(question: Question) -> dict[str, Any]:
    words = asdict(question)
    return {"from": words.pop("first_check"), **words, "levels": list(question.levels)}


def refuse_unusable(framework: Framework) -> None:
    """Raises UnusableFramework where what is asked and what is needed do not fit."""
    themes = {theme.code for theme in framework.themes}
    numbers = [check.number for check in framework.checks]
    for wrong, words in (
        (numbers != list(range(1, len(numbers) + 1)), "The checks must be numbered from 1, in order."),
        (len(framework.by_code) != len(framework.questions), "Two questions have one code."),
        (len(themes) != len(framework.themes), "Two themes have one code."),
    ):
        if wrong:
            raise UnusableFramework(words)
    for question in framework.questions:
        _refuse_question(question, themes, len(numbers))
    for check in framework.checks:
        _refuse_check(check, framework)
    for before, after in pairwise(framework.checks):
        if after.due <= before.due:
            raise UnusableFramework(f"{after.code} must be due after {before.code}.")
    for needs in framework.stages:
        if needs.stage not in Stage.values or needs.track not in Track.values or needs.checks not in numbers:
            raise UnusableFramework(f"No track has the stage {needs.stage} after {needs.checks} checks.")


def _refuse_question(question: Question, themes: set[str], last: int) -> None:
    if question.theme not in themes:
        raise UnusableFramework(f"{question.code}: there is no theme {question.theme}.")
    if len(question.levels) != LEVELS or not all(question.levels):
        raise UnusableFramework(f"{question.code}: describe each of the levels 0 to {HIGHEST}.")
    if question.weight < 1 or not 1 <= question.first_check <= last or question.asks not in (ALL, AUTHORITIES):
        raise UnusableFramework(f"{question.code}: its weight, first check or whom it asks cannot be.")


def _refuse_check(check: Check, framework: Framework) -> None:
    if not framework.asked(check, Kind.NATIONAL_PARTNER):
        raise UnusableFramework(f"{check.code} asks national partners nothing.")
    asked = {question.theme for question in framework.asked(check, Kind.AUTHORITY)}
    if unasked := set(check.themes) - asked:
        raise UnusableFramework(f"{check.code} has a threshold and no question for {', '.join(sorted(unasked))}.")
    if not all(0 <= threshold <= 100 for threshold in (check.overall, *check.themes.values())):
        raise UnusableFramework(f"{check.code}: thresholds are 0 to 100 per cent.")
