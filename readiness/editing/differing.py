"""What differs between two versions of the framework, in words? (R-LARA-1)"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from contactpoint.pages.dates import day_in_words
from readiness.framework import ALL, Check, Framework, Question


@dataclass(frozen=True)
class Difference:
    """Of one check, question or theme: a sentence each."""

    about: str
    sentences: tuple[str, ...]


ASKS: Final = {ALL: "everybody"}
ANEW: Final = "Nobody can answer “No change” to it: last month's answer is shown, and has to be given anew."


def differences(before: Framework, after: Framework) -> list[Difference]:
    """Checks first, then questions in their order, what is withdrawn, and themes. Empty where none differs."""
    found = [*_checks(before, after), *_questions(before, after), *_withdrawn(before, after), *_themes(before, after)]
    return [one for one in found if one.sentences]


def _checks(before: Framework, after: Framework) -> Iterator[Difference]:
    titles = {theme.code: theme.title for theme in after.themes}
    older = {check.number: check for check in before.checks}
    for check in after.checks:
        yield Difference(f"{check.code}: {check.title}", tuple(_of_check(older[check.number], check, titles)))


def _of_check(before: Check, after: Check, titles: dict[str, str]) -> Iterator[str]:
    if before.due != after.due:
        yield f"Due on {day_in_words(after.due)} instead of {day_in_words(before.due)}."
    if before.overall != after.overall:
        yield f"Needs {after.overall}% of the whole instead of {before.overall}%."
    for code, title in titles.items():
        old, new = before.themes.get(code), after.themes.get(code)
        if old != new:
            yield f"{title}: needs {_threshold(new)} instead of {_threshold(old)}."


def _threshold(percent: int | None) -> str:
    return "nothing" if percent is None else f"{percent}%"


def _questions(before: Framework, after: Framework) -> Iterator[Difference]:
    titles = {theme.code: theme.title for theme in after.themes}
    for question in after.questions:
        old = before.by_code.get(question.code)
        sentences = tuple(_of_question(old, question)) if old else (f"New, in {titles[question.theme]}.",)
        yield Difference(f"{question.code}: {question.text}", sentences)


def _of_question(before: Question, after: Question) -> Iterator[str]:
    if before.weight != after.weight:
        yield f"Its weight is {after.weight} instead of {before.weight}."
    if before.first_check != after.first_check:
        yield f"Asked from check {after.first_check} on instead of {before.first_check}."
    if before.asks != after.asks:
        yield f"Asks {_whom(after)} instead of {_whom(before)}."
    for what, old, new in (
        ("The question", before.text, after.text),
        ("The guidance", before.guidance, after.guidance),
        ("The evidence", before.evidence, after.evidence),
        *(
            (f"Level {level}", old, new)
            for level, (old, new) in enumerate(zip(before.levels, after.levels, strict=True))
        ),
    ):
        if old != new:
            yield f"{what} reads “{new}” instead of “{old}”."
    if not after.means_the_same_as(before):
        yield ANEW


def _whom(question: Question) -> str:
    return ASKS.get(question.asks, "authorities alone")


def _withdrawn(before: Framework, after: Framework) -> Iterator[Difference]:
    for question in before.questions:
        if question.code not in after.by_code:
            yield Difference(f"{question.code}: {question.text}", ("Not asked any more.",))


def _themes(before: Framework, after: Framework) -> Iterator[Difference]:
    older, newer = ({theme.code: theme.title for theme in version.themes} for version in (before, after))
    for code, title in newer.items():
        if code not in older:
            yield Difference(title, ("A new theme.",))
        elif title != older[code]:
            yield Difference(title, (f"Called {title} instead of {older[code]}.",))
    for code, title in older.items():
        if code not in newer:
            yield Difference(title, ("The theme is removed.",))
