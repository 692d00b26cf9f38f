"""What does the assessment ask of this organisation, in the order in which it is read? (R-LARA-1, R-LARA-2)"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from accounts.models import Organisation
from readiness.framework import Check, Framework, Question


@dataclass(frozen=True)
class CheckExplained:
    name: str
    about: str
    due: date
    questions: int
    overall: int


@dataclass(frozen=True)
class ThemeExplained:
    """`needs`: the thresholds in words, none where no check has one."""

    title: str
    needs: tuple[str, ...]
    questions: tuple[Question, ...]


def checks_explained(framework: Framework, organisation: Organisation) -> list[CheckExplained]:
    return [
        CheckExplained(
            f"{check.code}: {check.title}",
            check.about,
            check.due,
            len(framework.asked(check, organisation.kind)),
            check.overall,
        )
        for check in framework.checks_of(organisation.track)
    ]


def themes_explained(framework: Framework, organisation: Organisation) -> list[ThemeExplained]:
    """Without the themes of which this organisation is asked nothing."""
    checks = framework.checks_of(organisation.track)
    asked = framework.asked(checks[-1], organisation.kind)
    return [
        ThemeExplained(theme.title, tuple(_needs(theme.code, checks)), questions)
        for theme, questions in framework.by_theme(asked)
    ]


def _needs(theme: str, checks: Sequence[Check]) -> Iterator[str]:
    """As "50% in RA1 to RA3": neighbours with one threshold together."""
    with_one = [check for check in checks if theme in check.themes]
    for threshold, group in groupby(with_one, key=lambda check: check.themes[theme]):
        first, *others = group
        yield f"{threshold}% in {first.code}" + (f" to {others[-1].code}" if others else "")
