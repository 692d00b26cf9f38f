"""How do the pages show a return: how far is each theme, what comes next, what does it come to? (ux.md 2(i))"""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from accounts.models import Practitioner
from contactpoint.pages.components import Row
from readiness.assigning import assigned
from readiness.evidence import evidence_of
from readiness.framework import Question, Theme
from readiness.models import Answer, Evidence, Return
from readiness.returning import answers_of, framework_of, levels_of, question_of, questions_of, results
from readiness.scoring import CheckResult


@dataclass(frozen=True)
class Task:
    """One theme of the return. `first`: the question with which to go on."""

    title: str
    first: str
    answered: int
    asked: int
    assigned: str = ""  # the name of whoever is to answer it

    @property
    def status(self) -> str:
        if not self.answered:
            return "Not started"
        return "Completed" if self.answered == self.asked else "In progress"


@dataclass(frozen=True)
class Said:
    """One question with its answer, for whoever reads the whole."""

    question: Question
    answer: Answer | None
    evidence: Sequence[Evidence] = ()

    @property
    def words(self) -> str:
        if self.answer is None or self.answer.level is None:
            return "Not answered"
        return f"{self.answer.level}: {self.question.levels[self.answer.level]}"


def tasks(one: Return) -> tuple[Task, ...]:
    answered, asked, people = levels_of(one), framework_of(one).by_theme(questions_of(one)), assigned(one)
    return tuple(
        _task(theme, [question.code for question in mine], answered.keys(), people.get(theme.code))
        for theme, mine in asked
    )


def _task(theme: Theme, codes: Sequence[str], answered: Set[str], person: Practitioner | None) -> Task:
    first = next((code for code in codes if code not in answered), codes[0])
    return Task(theme.title, first, len(answered & set(codes)), len(codes), person.name if person else "")


def said(one: Return) -> list[tuple[str, list[Said]]]:
    """Every question by theme."""
    answers, files, asked = answers_of(one), evidence_of(one), framework_of(one).by_theme(questions_of(one))
    return [
        (theme.title, [Said(asks, answers.get(asks.code), files.get(asks.code, ())) for asks in mine])
        for theme, mine in asked
    ]


def said_to(one: Return, question: Question) -> Said:
    """One question as this return answers it."""
    return Said(question, answers_of(one).get(question.code), evidence_of(one).get(question.code, ()))


def after(one: Return, code: str) -> str | None:
    """The next question of the same theme; None after its last."""
    theme = question_of(one, code).theme
    codes = [question.code for question in questions_of(one) if question.theme == theme]
    return next(iter(codes[codes.index(code) + 1 :]), None)


def result_in_words(one: Return, result: CheckResult) -> str:
    """What is too low is said once everything is answered: before, nearly everything is."""
    reached = f"{result.overall.percent}% of {result.overall.threshold}% needed"
    if result.met:
        return f"Met: {reached}"
    if result.unanswered:
        return f"Not met: {len(result.unanswered)} not answered"
    titles = {theme.code: theme.title for theme in framework_of(one).themes}
    short = [*(["the whole"] if not result.overall.met else []), *(titles[code] for code in result.short)]
    return f"Not met: {reached}. Too low: {'; '.join(short)}"


def results_in_words(one: Return) -> list[Row]:
    """The newest check first."""
    found = reversed(results(one))
    return [Row(f"{each.check.code}: {each.check.title}", result_in_words(one, each)) for each in found]
