"""What speaks for and against a look at a child? The reasons, in words, and what each weighs (R-AUDIT-3, SEC-44).

A small model that anybody can read: weights are bits (one more bit: twice as hard to explain), they add up, and a sum
of LISTED or more is looked at by a person. Hour and area are weights and never findings alone: duty teams work at 2am.
"""

from enum import StrEnum
from typing import Final, NamedTuple

from registry.ties import Tie

EXPLAINS: Final = frozenset({Tie.OWN_INVOLVEMENT, Tie.OWN_ORGANISATION, Tie.NOTICE, Tie.CONTACT, Tie.QUEUE})
# Who is so close looks as a neighbour or a relative, whatever the organisation has to do with the child.
CLOSE: Final = frozenset({Tie.RARE_SURNAME, Tie.HOME})


class Why(StrEnum):
    RARE_SURNAME = "rare_surname"
    SURNAME = "surname"
    HOME = "home"
    COLLEAGUE_HOME = "colleague_home"
    CLAIMS = "claims"
    RECORDS = "records"
    AGAIN = "again"
    CROWD = "crowd"
    NO_CASEWORK = "no_casework"
    AWAY = "away"
    OUT_OF_HOURS = "out_of_hours"
    DAY = "day"
    MONTH = "month"
    WOKEN = "woken"
    TWO_PLACES = "two_places"


WEIGHTS: Final = {
    Why.RARE_SURNAME: 8.0,
    Why.HOME: 8.0,
    Why.COLLEAGUE_HOME: 5.0,
    Why.SURNAME: 5.0,
    Why.CLAIMS: 5.0,
    Why.RECORDS: 6.0,
    Why.AGAIN: 5.0,
    Why.CROWD: 6.0,
    Why.NO_CASEWORK: 5.0,
    Why.AWAY: 1.0,
    Why.OUT_OF_HOURS: 1.0,
    Why.DAY: 6.0,
    Why.MONTH: 5.0,
    Why.WOKEN: 5.0,
    Why.TWO_PLACES: 5.0,
}
LISTED: Final = 5.0  # bits from which a person looks

SENTENCES: Final = {
    Why.RARE_SURNAME: "Shares a rare surname with the child",
    Why.HOME: "Lives at the child's postcode",
    Why.COLLEAGUE_HOME: "A colleague lives at the child's postcode",
    Why.SURNAME: "Has the child's surname, which is common",
    Why.CLAIMS: "Recorded an own involvement and looked at once: {count} children in two weeks; usual is {usual}",
    Why.RECORDS: "Opened {count} records within a day; usual is {usual}",
    Why.AGAIN: "Looked on {count} days in three months; usual is 1",
    Why.CROWD: "{count} people without a tie looked at this child within three days",
    Why.NO_CASEWORK: "Does no work with children in this role",
    Why.AWAY: "The child is of another area",
    Why.OUT_OF_HOURS: "At an hour at which few of this role work",
    Why.DAY: "Looked at {count} children without a tie within a day; usual is {usual}",
    Why.MONTH: "Looked at {count} children without a tie in four weeks; usual is {usual}",
    Why.WOKEN: "Looked at {count} children without a tie after {days} days without any use",
    Why.TWO_PLACES: "The account was used from two places at the same time, on {count} days",
}


class Reason(NamedTuple):
    """One thing that speaks against a look, with the numbers that are said with it."""

    why: Why
    facts: tuple[tuple[str, int], ...] = ()

    @property
    def weight(self) -> float:
        """Bits."""
        return WEIGHTS[self.why]

    @property
    def sentence(self) -> str:
        return SENTENCES[self.why].format(**dict(self.facts))


def is_explained(ties: frozenset[str]) -> bool:
    """Whether the ties explain the look, so that it leaves the list."""
    if Tie.OWN_INVOLVEMENT in ties and Tie.SELF_STATED not in ties:
        return True
    return not ties.isdisjoint(EXPLAINS) and ties.isdisjoint(CLOSE)
