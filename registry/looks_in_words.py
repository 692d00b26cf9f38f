"""How does a page say why, and with which ties, somebody looked at a child? (R-AUDIT-3)

In words that are the same for every child: by which right something hidden was seen, and which work of a team led to
it, would tell that a child is shielded (R-SHIELD-1).
"""

from collections.abc import Iterable
from typing import Final

from registry.models import Reason
from registry.ties import Tie

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


def reason_in_words(because: str) -> str:
    return str(Reason(because).label) if because in Reason.values else TEAM_WORK


def ties_in_words(ties: Iterable[str]) -> tuple[str, ...]:
    held = set(ties)
    said = dict.fromkeys(words for tie, words in WORDS.items() if tie in held)
    return tuple(said) or (NOTHING,)
