"""Which looks does an item show? When, for which stated reason and with which ties (R-AUDIT-3)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from audit.models import Event
from oversight.looks import OPENED
from registry.looks_in_words import reason_in_words, ties_in_words

SHOWN: Final = 25  # looks of an item; the first


@dataclass(frozen=True)
class Looked:
    at: datetime
    reason: str
    ties: tuple[str, ...]


def looked(events: Sequence[int]) -> tuple[Looked, ...]:
    """The first of these looks; other events among them are passed over."""
    rows = Event.objects.filter(pk__in=events, verb=OPENED).order_by("at", "pk")[:SHOWN]
    return tuple(Looked(row.at, reason_in_words(row.because), ties_in_words(row.facts.get("ties", ()))) for row in rows)
