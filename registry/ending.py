"""What is still open about a record when it goes to the archive? It ends, with a word to who waits (R-REC-5, R-REC-6)

Nothing that is open leads into the archive. Requests for contact hear of it by a signal: they keep their one moment
(shielding.answering).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.access import may
from accounts.models import AccountState, Practitioner
from accounts.notices import tell
from audit.log import record
from registry.models import Child, Decision, Dispute, Merge, Move, MoveState
from registry.shields import KEEPS, is_shielded
from registry.signals import archived


def end_what_is_open(row: Child, *, at: datetime, **who: Any) -> None:
    """Inside the transaction that archives it; the record is locked. `who` acts, for the log (audit.log.record)."""
    ended = {**_reports(row, at=at), **_merges(row, at=at), **_moves(row, at=at)}
    if ended:
        record("record.work_ended", at=at, child_number=row.number, facts=ended, **who)
    archived.send(sender=Child, child=row, at=at)


def _reports(row: Child, *, at: datetime) -> dict[str, int]:
    """Who reported is told as of any answer: of a record that they do not see their own team gives it."""
    rows = Dispute.objects.filter(child=row, decision="")
    for one in rows.exclude(reported_by=None).select_related("reported_by"):
        if one.reported_by and one.reported_by.account_state != AccountState.CLOSED:
            tell(one.reported_by, "report_answered", at=at, path=reverse("my_reports"))
    return _counted("reports", rows.update(decision=Decision.ENDED, decided_at=at))


def _merges(row: Child, *, at: datetime) -> dict[str, int]:
    """Two records that wait to become one; and one that waits to be parted again."""
    about = Merge.objects.filter(Q(kept=row) | Q(closed=row)).select_related("asked_by", "by", "undo_asked_by")
    waiting = about.filter(at=None, refused_at=None)
    undoing = about.filter(undone_at=None).exclude(at=None).exclude(undo_asked_by=None)
    for merge in waiting:
        _tell((merge.asked_by, merge.by), _hidden(merge), at=at)
    for merge in undoing:
        _tell((merge.undo_asked_by,), _hidden(merge), at=at)
    return _counted("merges", waiting.update(refused_at=at)) | _counted("undoing", undoing.update(undo_asked_by=None))


def _moves(row: Child, *, at: datetime) -> dict[str, int]:
    rows = Move.objects.filter(child=row, state=MoveState.PROPOSED)
    for move in rows.select_related("proposed_by"):
        _tell((move.proposed_by,), is_shielded(row.pk), at=at)
    return _counted("moves", rows.update(state=MoveState.OVERTAKEN, answered_at=at))


def _hidden(merge: Merge) -> bool:
    return merge.for_shielding or is_shielded(merge.kept_id) or is_shielded(merge.closed_id)


def _tell(people: Iterable[Practitioner | None], hidden: bool, *, at: datetime) -> None:
    """In words that name nothing; of a shielded child nobody but shielding officers (R-SHIELD-8)."""
    permission = KEEPS[hidden]
    for person in {one for one in people if one and may(one, permission, one.organisation, at=at)}:
        tell(person, "work_ended", at=at)


def _counted(what: str, number: int) -> dict[str, int]:
    return {what: number} if number else {}
