"""Which values of a record are flagged as reported wrong, for the next who sees them? (R-REC-6)"""

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from django.utils import timezone

from registry.dispute_words import words_of
from registry.fields import code_of, fields_of
from registry.models import Dispute
from registry.shown import BriefRecord, Flag, FullRecord

Shown = TypeVar("Shown", FullRecord, BriefRecord)


def open_reports(children: Collection[UUID]) -> list[Dispute]:
    """By persons, the oldest first."""
    rows = Dispute.objects.filter(child__in=children, decision="", reported_by__isnull=False)
    return list(rows.select_related("words_key").order_by("reported_at", "pk"))


def flagged(shown: Shown) -> Shown:
    """The same record with the values that somebody has reported as wrong, of those that it shows."""
    child, known = shown.heading.child, {one.code for one in fields_of(shown).each}
    found: dict[str, Flag] = {}
    for row in open_reports([child]):
        code = code_of(child, row.item, words_of(row).value)
        if code in known:
            found.setdefault(code, Flag(code, timezone.localdate(row.reported_at)))
    return replace(shown, flags=tuple(found.values()))
