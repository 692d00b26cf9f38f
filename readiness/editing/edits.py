"""What does one change make of a framework? Nothing is kept here, and whether it can be used is not asked yet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Final

from django.utils.text import slugify

from readiness import marks
from readiness.framework import Framework, Question, Theme

LETTERS: Final = 3  # of the code of a question, before its number
LONGEST_THEME: Final = 20  # characters of its code


@dataclass(frozen=True)
class Gate:
    """What of a check can be changed: when it is due, and its thresholds in per cent."""

    due: date
    overall: int
    themes: Mapping[str, int]


def mark_of(framework: Framework, part: int | str) -> str:
    """Of a check by its number, or of a question or a theme by its code: another one when anything of it changes."""
    found: Gate | Question | Theme | None
    if isinstance(part, int):
        found = next((Gate(one.due, one.overall, one.themes) for one in framework.checks if one.number == part), None)
    else:
        themes = (one for one in framework.themes if one.code == part)
        found = framework.by_code.get(part) or next(themes, None)
    return marks.mark_of(asdict(found) if found else None)


def with_check(framework: Framework, number: int, gate: Gate) -> Framework:
    """A threshold that is not named is none."""
    checks = tuple(
        replace(one, due=gate.due, overall=gate.overall, themes=dict(gate.themes)) if one.number == number else one
        for one in framework.checks
    )
    return replace(framework, checks=checks)


def with_question(framework: Framework, question: Question) -> Framework:
    """In the place of the one with its code, or as the last."""
    if question.code not in framework.by_code:
        return replace(framework, questions=(*framework.questions, question))
    questions = tuple(question if one.code == question.code else one for one in framework.questions)
    return replace(framework, questions=questions)


def without_question(framework: Framework, code: str) -> Framework:
    return replace(framework, questions=tuple(one for one in framework.questions if one.code != code))


def with_theme(framework: Framework, theme: Theme) -> Framework:
    """In the place of the one with its code, or as the last."""
    if theme.code not in {one.code for one in framework.themes}:
        return replace(framework, themes=(*framework.themes, theme))
    return replace(framework, themes=tuple(theme if one.code == theme.code else one for one in framework.themes))


def without_theme(framework: Framework, code: str) -> Framework:
    return replace(framework, themes=tuple(one for one in framework.themes if one.code != code))


def code_for_question(theme: str, versions: Iterable[Framework]) -> str:
    """One that no version ever had, for answers are carried over by it: AUD5 after AUD4."""
    questions = [question for version in versions for question in version.questions]
    letters = next((re.sub(r"\d", "", one.code) for one in questions if one.theme == theme), theme[:LETTERS].upper())
    numbers = [int(one.code[len(letters) :]) for one in questions if re.fullmatch(rf"{letters}\d+", one.code)]
    return f"{letters}{max(numbers, default=0) + 1}"


def code_for_theme(title: str, versions: Iterable[Framework]) -> str:
    """One that no version ever had, for scores are kept by it."""
    taken = {theme.code for version in versions for theme in version.themes}
    stem = slugify(title)[: LONGEST_THEME - 3].strip("-") or "theme"
    return next(code for code in (stem, *(f"{stem}-{number}" for number in range(2, 100))) if code not in taken)
