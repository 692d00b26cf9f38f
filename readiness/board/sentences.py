"""What do the figures of a month say in three sentences, and which list does each number lead to? (ux.md 2(i))"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contactpoint.pages.dates import day_in_words, month_in_words
from readiness.board.england import Board
from readiness.board.exceptions import LATE
from readiness.board.lines import Status
from readiness.board.trend import Point
from readiness.lateness import due_on, is_past_due


@dataclass(frozen=True)
class Sentence:
    """`count` is how many `choice` lists, as it stands in the address."""

    count: str
    rest: str
    choice: str


def sentences(seen: Board, *, on: date) -> list[Sentence]:
    """How many meet every check that is due and since when more or fewer; whose return is missing; who got worse."""
    found = seen.among
    met = sum(one.status is Status.MET for one in found)
    meet = "meets" if met == 1 else "meet"
    return [
        Sentence(
            f"{met} of {_many(len(found), 'organisation')}",
            f"{meet} every check that is due{_since(met, seen.trend)}.",
            f"status={Status.MET.code}",
        ),
        _missing(seen, on=on),
        Sentence(
            _many(sum(one.got_worse for one in found), "organisation"),
            "got worse since the month before.",
            "exception=worse",
        ),
    ]


def _missing(seen: Board, *, on: date) -> Sentence:
    """Nobody is late before the day is over: readiness/lateness.py says who is."""
    due = day_in_words(due_on(seen.month))
    if is_past_due(seen.month, on=on):
        late = next(kind for kind in seen.exceptions if (kind.code, kind.words) == LATE)
        count = len(late.those)
        said = f"{'is' if count == 1 else 'are'} late with the return, due on {due}."
        return Sentence(_many(count, "organisation"), said, f"exception={late.code}")
    silent = sum(one.status is Status.NONE for one in seen.among)
    said = f"{'has' if silent == 1 else 'have'} signed no return yet. It is due on {due}."
    return Sentence(_many(silent, "organisation"), said, f"status={Status.NONE.code}")


def _since(met: int, trend: Sequence[Point]) -> str:
    if len(trend) < 2:
        return ""
    before = trend[-2]
    more = met - before.met
    if not more:
        return f", as many as in {month_in_words(before.month)}"
    return f", {'up' if more > 0 else 'down'} {abs(more)} since {month_in_words(before.month)}"


def _many(count: int, noun: str) -> str:
    return f"{count or 'No'} {noun}{'' if count == 1 else 's'}"
