"""What is the next version of the framework to say? One draft for the whole national team (R-LARA-1).

Each change is kept at once, and only if the whole can still be used. Whoever changes it locks the draft.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from audit.log import record
from readiness.editing.differing import ANEW, differences
from readiness.editing.edits import (
    Gate,
    code_for_question,
    code_for_theme,
    mark_of,
    with_check,
    with_question,
    with_theme,
    without_question,
    without_theme,
)
from readiness.framework import Framework, Question, Theme, UnusableFramework, as_said, refuse_unusable
from readiness.in_force import framework, published
from readiness.models import FrameworkVersion, VersionState
from readiness.moderating import refuse_others


class NoDraft(Http404):
    """No version is in the making, or it has no such part."""


class NotChanged(NotDone):
    """The draft stays as it was; the text says why."""


class Overtaken(NotChanged):
    """Somebody changed this part first. `theirs`: what stands there instead of what was sent; `now`: its mark."""

    def __init__(self, theirs: Sequence[str], *, now: str) -> None:
        super().__init__("Somebody changed this after you opened the page")
        self.theirs, self.now = theirs, now


def next_month(at: datetime) -> date:
    return timezone.localdate(at).replace(day=1) + relativedelta(months=1)


def begin(*, by: Practitioner, at: datetime) -> FrameworkVersion:
    """A copy of the newest version, or the draft that there is already. Raises Refused."""
    refuse_others(by, at=at)
    with transaction.atomic():
        if there := in_the_making():
            return there
        newest = published()[0]
        made, new = FrameworkVersion.objects.get_or_create(
            version=newest.version + 1,
            defaults={
                "content": as_said(newest),
                "effective_from": max(next_month(at), newest.effective_from),
                "made_by": by,
                "made_at": at,
            },
        )
        if new:
            record_version("framework.begun", made, by=by, at=at)
    return made


def in_the_making() -> FrameworkVersion | None:
    rows = FrameworkVersion.objects.exclude(state=VersionState.PUBLISHED)
    return rows.select_related("made_by", "proposed_by").first()


def draft_for(*, by: Practitioner, at: datetime) -> FrameworkVersion:
    """Raises Refused, NoDraft."""
    refuse_others(by, at=at)
    if (row := in_the_making()) is None:
        raise NoDraft
    return row


def locked(state: VersionState, *, by: Practitioner, at: datetime) -> FrameworkVersion:
    """The draft in this state, for whoever acts on it. Raises Refused, NoDraft, NotChanged."""
    refuse_others(by, at=at)
    row = FrameworkVersion.objects.select_for_update().exclude(state=VersionState.PUBLISHED).first()
    if row is None:
        raise NoDraft
    if row.state != state:
        proposed = row.state == VersionState.PROPOSED
        raise NotChanged(
            "It is proposed: take it back before you change it" if proposed else "Somebody has taken it back"
        )
    return row


def copied_from(draft: FrameworkVersion) -> Framework:
    """The version before, with which it is compared."""
    return framework(draft.version - 1)


def change_check(number: int, gate: Gate, *, seen: str, by: Practitioner, at: datetime) -> None:
    """`seen`, here and below: the mark of the part as it was read (edits.mark_of).

    Raises Refused, NoDraft, NotChanged.
    """
    _change(lambda now: with_check(now, number, gate), part=number, seen=seen, by=by, at=at, check=str(number))


def change_question(question: Question, *, seen: str, by: Practitioner, at: datetime) -> None:
    """One that was withdrawn is asked again. Raises Refused, NoDraft, NotChanged."""
    code = question.code
    _change(lambda now: with_question(now, question), part=code, seen=seen, by=by, at=at, question=code)


def withdraw_question(code: str, *, seen: str, by: Practitioner, at: datetime) -> None:
    """It is not asked any more. Raises Refused, NoDraft, NotChanged."""
    _change(lambda now: without_question(now, code), part=code, seen=seen, by=by, at=at, withdrawn=code)


def add_question(theme: str, build: Callable[[str], Question], *, by: Practitioner, at: datetime) -> None:
    """`build` makes it with its code, which nobody else gets. Raises Refused, NoDraft, NotChanged."""
    with transaction.atomic():
        now = locked(VersionState.DRAFT, by=by, at=at).framework
        question = build(code_for_question(theme, [now, *published()]))
        change_question(question, seen=mark_of(now, question.code), by=by, at=at)


def change_theme(theme: Theme, *, seen: str, by: Practitioner, at: datetime) -> None:
    """Raises Refused, NoDraft, NotChanged."""
    _change(lambda now: with_theme(now, theme), part=theme.code, seen=seen, by=by, at=at, theme=theme.code)


def remove_theme(code: str, *, seen: str, by: Practitioner, at: datetime) -> None:
    """Raises Refused, NoDraft, NotChanged; that too while a question is in it."""
    _change(lambda now: without_theme(now, code), part=code, seen=seen, by=by, at=at, removed=code)


def add_theme(title: str, *, by: Practitioner, at: datetime) -> None:
    """Raises Refused, NoDraft, NotChanged."""
    with transaction.atomic():
        now = locked(VersionState.DRAFT, by=by, at=at).framework
        theme = Theme(code_for_theme(title, [now, *published()]), title)
        change_theme(theme, seen=mark_of(now, theme.code), by=by, at=at)


def discard(*, by: Practitioner, at: datetime) -> None:
    """Nothing of it stays but that it was there. Raises Refused, NoDraft, NotChanged."""
    with transaction.atomic():
        row = locked(VersionState.DRAFT, by=by, at=at)
        record_version("framework.discarded", row, by=by, at=at)
        row.delete()


def _change(
    edit: Callable[[Framework], Framework], *, part: int | str, seen: str, by: Practitioner, at: datetime, **facts: str
) -> None:
    with transaction.atomic():
        row = locked(VersionState.DRAFT, by=by, at=at)
        before = row.framework
        after = edit(before)
        if after == before:
            return
        if seen != (now := mark_of(before, part)):
            raise Overtaken(_instead(after, before), now=now)
        try:
            refuse_unusable(after)
        except UnusableFramework as wrong:
            raise NotChanged(str(wrong).rstrip(".")) from wrong
        row.content = as_said(after)
        row.save(update_fields=["content"])
        record_version("framework.changed", row, by=by, at=at, **facts)


def _instead(mine: Framework, theirs: Framework) -> list[str]:
    return [words for one in differences(mine, theirs) for words in one.sentences if words != ANEW]


def record_version(
    verb: str, row: FrameworkVersion, *, by: Practitioner, at: datetime, words: str = "", **facts: str
) -> None:
    record(verb, at=at, actor=actor(by), facts={"version": row.version, **facts}, words=words)
