"""How does an item say when, for which stated reason and with which ties somebody looked? (R-AUDIT-3)

In words that are the same for every child: by which right something hidden was seen, and which work of a team led to
it, would tell that a child is shielded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from audit.models import Event
from oversight.looks import OPENED
from registry.models import Reason
from registry.ties import Tie

SHOWN: Final = 25  # looks of an item; the first
WORK_LED: Final = "Work led to the record: a notice, a request or a queue"
TEAM_WORK: Final = "Work of a ContactPoint team, which asks for no stated reason"
NOTHING: Final = "Nothing that the registry knows"
WORDS: Final = {
    Tie.OWN_INVOLVEMENT: "Works with the child",
    Tie.SELF_STATED: "Recorded only on that day that they work with the child",
    Tie.OWN_ORGANISATION: "A colleague works with the child",
    Tie.NOTICE: WORK_LED,
    Tie.CONTACT: WORK_LED,
    Tie.QUEUE: WORK_LED,
    Tie.OWN_AREA: "The child is of the person's area",
    Tie.SURNAME: "Has the child's surname, which is common",
    Tie.RARE_SURNAME: "Shares a rare surname with the child",
    Tie.HOME: "Lives at the child's postcode",
    Tie.COLLEAGUE_HOME: "A colleague lives at the child's postcode",
}


@dataclass(frozen=True)
class Looked:
    at: datetime
    reason: str
    ties: tuple[str, ...]


def looked(events: Sequence[int]) -> tuple[Looked, ...]:
    """The first of these looks; other events among them are passed over."""
    rows = Event.objects.filter(pk__in=events, verb=OPENED).order_by("at", "pk")[:SHOWN]
    return tuple(Looked(row.at, reason_in_words(row), ties_in_words(row.facts.get("ties", ()))) for row in rows)


def reason_in_words(look: Event) -> str:
    return str(Reason(look.because).label) if look.because in Reason.values else TEAM_WORK


def ties_in_words(ties: Iterable[str]) -> tuple[str, ...]:
    held = set(ties)
    said = dict.fromkeys(words for tie, words in WORDS.items() if tie in held)
    return tuple(said) or (NOTHING,)
