"""What do the figures of a month say in three sentences? (ux.md 2(i))"""

from collections.abc import Sequence

from contactpoint.pages.dates import month_in_words
from readiness.board.lines import Line, Status
from readiness.board.trend import Point


def sentences(those: Sequence[Line], trend: Sequence[Point]) -> list[str]:
    """How many meet every check that is due and since when more or fewer; who sent nothing; who got worse."""
    met = sum(one.status is Status.MET for one in those)
    silent = sum(one.status is Status.NONE for one in those)
    worse = sum(one.got_worse for one in those)
    return [
        f"{met} of {len(those)} organisations meet every check that is due{_since(met, trend)}.",
        f"{_many(silent, 'organisation')} sent no signed return.",
        f"{_many(worse, 'organisation')} got worse since the month before.",
    ]


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
