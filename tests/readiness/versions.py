"""Who makes a version of the framework in the tests, and how does one come into force?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, Final

from django.utils import timezone

from readiness.editing import drafts, publishing
from readiness.editing.drafts import next_month
from readiness.editing.edits import Gate, mark_of
from readiness.framework import Framework, Question
from readiness.in_force import FIRST, framework
from readiness.models import FrameworkVersion
from tests.readiness.returns import NOW, national

STARTS: Final = next_month(NOW)
GOV1: Final = framework(FIRST).by_code["GOV1"]


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def gate(number: int, *, of: Framework | None = None, **changed: Any) -> Gate:
    """What a check needs, changed as told; `of` the first version unless told."""
    check = (of or framework(FIRST)).checks[number - 1]
    return Gate(**{"due": check.due, "overall": check.overall, "themes": check.themes, **changed})


def reworded(question: Question = GOV1) -> Question:
    """Another description of its highest level."""
    return replace(question, levels=(*question.levels[:-1], "The board itself leads it."))


def lower_the_bar() -> None:
    drafts.change_check(1, gate(1, overall=20), seen=mark(1), by=national("Nat", at=NOW), at=NOW)


def proposed(*edits: Callable[[], None], starts: date = STARTS) -> FrameworkVersion:
    """By Nat, after these changes of the draft."""
    nat = national("Nat", at=NOW)
    drafts.begin(by=nat, at=NOW)
    for edit in edits or (lower_the_bar,):
        edit()
    publishing.propose(effective_from=starts, changes="A lower bar.", by=nat, at=NOW)
    return drafts.draft_for(by=nat, at=NOW)


def published(*edits: Callable[[], None], starts: date = STARTS) -> FrameworkVersion:
    """Proposed by Nat, published by Nina."""
    one = proposed(*edits, starts=starts)
    return publishing.publish(seen=publishing.proposal(one), by=national("Nina", at=NOW), at=NOW)


def mark(part: int | str) -> str:
    """Of a check, a question or a theme of the draft, as whoever opens its page now gets it."""
    draft = drafts.in_the_making()
    return mark_of(draft.framework, part) if draft else ""


def ask(question: Question) -> Callable[[], None]:
    """The change to this question, as an edit."""
    nat = national("Nat", at=NOW)
    return lambda: drafts.change_question(question, seen=mark(question.code), by=nat, at=NOW)
