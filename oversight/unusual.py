"""Is what one person did lately so unusual that nobody should wait for the month to end? (R-AUDIT-3, R-USER-6)

A few counts with thresholds that anybody can read: from `flag` on a person looks, from `suspend` on the account may be
suspended at once. Only what nothing explains is counted, but in RECORDS, and nothing that a team's worklist leads to.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from accounts.unusual import Unusual

LONDON: Final = ZoneInfo("Europe/London")
# For each record opened: from here on nobody searches to read.
SEARCHES_EACH, NAMED_EACH = 10, 25
TWO_PLACES_WITHIN: Final = timedelta(minutes=30)
SLEPT: Final = timedelta(days=60)


class Did(StrEnum):
    SEARCHED = "searched"
    NAMED = "named"
    OPENED = "opened"


class Act(NamedTuple):
    """One event. `what`: the child's number, or the search; `odd`: nothing explains it, and a reason was stated."""

    event: int
    at: datetime
    did: Did
    what: str
    odd: bool = False
    network: str = ""


class Before(NamedTuple):
    """The flag before: the last event that it showed, and whether it was extreme."""

    at: datetime
    extreme: bool


class Limit(NamedTuple):
    """How many within how long; `suspend` is None where no amount suspends by itself."""

    within: timedelta
    flag: int
    suspend: int | None


HOUR: Final = timedelta(hours=1)
LIMITS: Final[Mapping[Unusual, Limit]] = {
    Unusual.RUSH: Limit(timedelta(minutes=10), 8, 20),
    Unusual.HOUR: Limit(HOUR, 12, 30),
    Unusual.DAY: Limit(timedelta(days=1), 20, 45),
    Unusual.MONTH: Limit(timedelta(days=28), 20, None),
    Unusual.RECORDS: Limit(HOUR, 40, None),
    Unusual.SEARCHES: Limit(HOUR, 20, 60),
    Unusual.NAMED: Limit(HOUR, 50, None),
    Unusual.WOKEN: Limit(timedelta(days=7), 3, 10),
    Unusual.TWO_PLACES: Limit(HOUR, 3, None),
}
BEFORE: Final = max(limit.within for limit in LIMITS.values())  # what is read before the time in question

SENTENCES: Final = {
    Unusual.RUSH: "Opened {count} records within ten minutes that nothing leads to; usual in a day is {usual}",
    Unusual.HOUR: "Opened {count} records within an hour that nothing leads to; usual in a day is {usual}",
    Unusual.DAY: "Opened {count} records within a day that nothing leads to; usual is {usual}",
    Unusual.MONTH: "Opened {count} records within four weeks that nothing leads to; usual in a day is {usual}",
    Unusual.RECORDS: "Opened {count} records within an hour",
    Unusual.SEARCHES: "Searched {count} times within an hour and opened hardly a record",
    Unusual.NAMED: "Searches named {count} children within an hour, and hardly a record was opened",
    Unusual.WOKEN: "Opened {count} records that nothing leads to, after more than two months without opening any",
    Unusual.TWO_PLACES: "Used from two places in turn within an hour, {count} times there and back",
}


@dataclass(frozen=True)
class Sign:
    """One thing that is unusual, with the events that show it."""

    why: Unusual
    count: int
    usual: int
    extreme: bool
    events: tuple[int, ...]

    @property
    def sentence(self) -> str:
        return SENTENCES[self.why].format(count=self.count, usual=self.usual)


def signs(
    acts: Sequence[Act], *, since: datetime, until: datetime, woke_at: datetime | None, before: Before | None
) -> list[Sign]:
    """What was unusual about this person from `since` to before `until`, the worst first.

    `acts` begin BEFORE it, in order. `woke_at`: the first opening after SLEPT without any. What was flagged `before`
    makes no new flag but where it becomes extreme by what follows.
    """
    usual = _usual(acts, before=since)
    fresh = [act for act in acts if act.at > before.at] if before else acts
    found = []
    for why, limit in LIMITS.items():
        new = _most(why, limit, fresh, since, until, woke_at)
        whole = _most(why, limit, acts, since, until, woke_at) if before else new
        extreme = limit.suspend is not None and whole.count >= limit.suspend
        if new.count >= limit.flag or (extreme and not (before and before.extreme)):
            seen = whole if extreme else new
            found.append(Sign(why, seen.count, usual, extreme, tuple(act.event for act in seen.acts)))
    return sorted(found, key=lambda sign: not sign.extreme)


@dataclass(frozen=True)
class _Seen:
    count: int
    acts: Sequence[Act]


def _most(
    why: Unusual, limit: Limit, acts: Sequence[Act], since: datetime, until: datetime, woke_at: datetime | None
) -> _Seen:
    """The window that ends within the time and holds most."""
    wanted, count = _COUNTS[why]
    if why is Unusual.WOKEN:
        acts = [act for act in acts if woke_at is not None and woke_at <= act.at < woke_at + limit.within]
    best = _Seen(0, ())
    for window in _windows([act for act in acts if wanted(act)], limit.within, since, until):
        if (many := count(window)) > best.count:
            best = _Seen(many, window)
    return best


def _windows(acts: Sequence[Act], within: timedelta, since: datetime, until: datetime) -> Iterator[Sequence[Act]]:
    start = 0
    for end, last in enumerate(acts):
        while last.at - acts[start].at >= within:
            start += 1
        if since <= last.at < until:
            yield acts[start : end + 1]


def _children(acts: Iterable[Act], did: Did = Did.OPENED) -> int:
    return len({act.what for act in acts if act.did is did})


def _in_vain(did: Did, each: int) -> Callable[[Sequence[Act]], int]:
    """How many of these, where hardly any led to a record."""

    def count(acts: Sequence[Act]) -> int:
        many = _children(acts, did)
        return many if _children(acts) * each <= many else 0

    return count


def _there_and_back(acts: Sequence[Act]) -> int:
    """From one network to another and back again within half an hour: nobody travels so."""
    known = [act for act in acts if act.network]
    changes = [act for before, act in zip([None, *known], known, strict=False) if _moved(before, act)]
    turns = zip(changes, changes[1:], changes[2:], strict=False)
    return sum(a.network == c.network and c.at - a.at <= TWO_PLACES_WITHIN for a, _, c in turns)


def _moved(before: Act | None, act: Act) -> bool:
    return before is None or before.network != act.network


def _odd(act: Act) -> bool:
    return act.odd and act.did is Did.OPENED


def _opened(act: Act) -> bool:
    return act.did is Did.OPENED


def _any(_: Act) -> bool:
    return True


_COUNTS: Final[Mapping[Unusual, tuple[Callable[[Act], bool], Callable[[Sequence[Act]], int]]]] = {
    Unusual.RUSH: (_odd, _children),
    Unusual.HOUR: (_odd, _children),
    Unusual.DAY: (_odd, _children),
    Unusual.MONTH: (_odd, _children),
    Unusual.RECORDS: (_opened, _children),
    Unusual.SEARCHES: (_any, _in_vain(Did.SEARCHED, SEARCHES_EACH)),
    Unusual.NAMED: (_any, _in_vain(Did.NAMED, NAMED_EACH)),
    Unusual.WOKEN: (_odd, _children),
    Unusual.TWO_PLACES: (_any, _there_and_back),
}


def _usual(acts: Iterable[Act], *, before: datetime) -> int:
    """Children a day to whom nothing leads, in the middle of the person's days with any; the day itself left out."""
    today, days = before.astimezone(LONDON).date(), dict[date, set[str]]()
    for act in acts:
        if _odd(act) and (day := act.at.astimezone(LONDON).date()) < today:
            days.setdefault(day, set()).add(act.what)
    return round(median(map(len, days.values()))) if days else 0
