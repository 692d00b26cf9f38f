"""A source says something else of what was corrected: how does a person learn of it, once? (R-REC-6)

Heard whenever statements of a corrected record change hands or words: a case is opened for each thing that is said,
and closed when nobody says it any longer. What a person has decided against is remembered in the correction itself
(registry.record.pins), so that it is sealed, merged, parted and destroyed with it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from registry.dispute_words import Words, seal_words, words_of
from registry.models import Child, Decision, Dispute
from registry.record.pins import Objection, is_corrected, objections
from registry.record.saying import Saying


def hear(said: Mapping[UUID, Mapping[Any, Saying]], *, at: datetime) -> None:
    """Brings the cases in line with everything that is said of these children, inside the caller's transaction.

    Their records are locked.
    """
    corrected = {child: objections(each.values()) for child, each in said.items() if is_corrected(each.values())}
    if not corrected:
        return
    waiting: dict[UUID, dict[tuple[str, str], Dispute]] = {child: {} for child in corrected}
    rows = Dispute.objects.filter(child__in=corrected, decision="", reported_by=None).select_related("words_key")
    for row in rows:
        waiting[row.child_id][row.item, words_of(row).said] = row
    for child, found in corrected.items():
        _bring_in_line(child, found, waiting[child], at=at)


def _bring_in_line(
    child: UUID, found: Iterable[Objection], waiting: Mapping[tuple[str, str], Dispute], *, at: datetime
) -> None:
    said = {(one.item, one.said): one for one in reversed(list(found))}  # of many the newest
    for what, one in said.items():
        if what not in waiting:
            _open(child, one, at=at)
    moot = [row.pk for what, row in waiting.items() if what not in said]
    Dispute.objects.filter(pk__in=moot).update(decision=Decision.MOOT, decided_at=at)


def _open(child: UUID, one: Objection, *, at: datetime) -> None:
    key = Child.objects.select_related("words_key").get(pk=child).words_key
    row = Dispute(child_id=child, item=one.item, reported_at=at, words_key=key)
    seal_words(row, Words(source=str(one.by.source), said=one.said))
    row.save(force_insert=True)
