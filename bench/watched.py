"""How much scraping is flagged within the hour, and how often is somebody honest flagged or suspended? (SEC-44, SEC-45)

The year of bench.misused, with the searches that lead to its looks, looked through hour by hour as oversight.watching
does: what was flagged is judged the next day, so that it counts no more.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from random import Random
from statistics import median
from typing import Any, Final, NamedTuple
from uuid import UUID

from accounts.unusual import Unusual
from bench.misusing import Incident, Year
from oversight.ranking import Look
from oversight.unusual import BEFORE, LIMITS, SLEPT, Act, Before, Did, Sign, signs
from oversight.weighing import is_explained

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KINDS: Final = ("scrape_fast", "scrape_slow", "woken", "shared", "leaver", "search_only")
LED: Final = 0.5  # of honest looks: from the list of the own children or from a notice, without a search
IN_VAIN: Final = 0.4  # more searches for each that found somebody: misspelt, or not there
FEWEST: Final = min(limit.flag for limit in LIMITS.values())
SEARCHERS: Final = 40  # incidents of search_only in the year, for 2,000 people


class Flagged(NamedTuple):
    user: UUID
    at: datetime  # when the hour was over
    signs: tuple[Sign, ...]

    @property
    def extreme(self) -> bool:
        return any(sign.extreme for sign in self.signs)

    @property
    def events(self) -> set[int]:
        return {event for sign in self.signs for event in sign.events}


def watched(year: Year, *, seed: int) -> dict[str, Any]:
    chance = Random(seed)
    acts, misuse = _acts(year, chance)
    flags = [flag for user, theirs in acts.items() for flag in _hours(user, theirs)]
    return _told(acts, misuse, flags)


def _acts(year: Year, chance: Random) -> tuple[dict[UUID, list[Act]], dict[int, Incident]]:
    """By person, in order; and which of them are misuse."""
    acts: dict[UUID, list[Act]] = defaultdict(list)
    misuse, number = dict(year.misuse), 10**9
    for look in year.looks:
        for act in _searches(look, chance, number, honest=look.event not in misuse):
            acts[look.user].append(act)
        number += 100
        odd = not is_explained(look.ties)
        acts[look.user].append(Act(look.event, look.at, Did.OPENED, look.child, odd, look.network))
    looks = [look for look in year.looks if look.event not in year.misuse]
    users = len(acts)
    for look in chance.sample(looks, SEARCHERS * users // 2_000 or 1):
        incident = Incident("search_only", look.user, "")
        for act in _trawl(look, chance, number):
            misuse[act.event] = incident
            acts[look.user].append(act)
        number += 1_000
    return {user: sorted(theirs, key=lambda act: act.at) for user, theirs in acts.items()}, misuse


def _searches(look: Look, chance: Random, number: int, *, honest: bool) -> Iterator[Act]:
    """Shortly before: one that finds the child among some others, and some that find nobody or too many."""
    if honest and (look.ties and chance.random() < LED):
        return
    many = 1
    while chance.random() < IN_VAIN:
        many += 1
    for before in range(many, 0, -1):
        at = look.at - timedelta(seconds=25 * before)
        number += 1
        yield Act(number, at, Did.SEARCHED, f"search {number}", network=look.network)
        for _ in range(chance.choice((0, 1, 1, 2, 3, 10)) if before > 1 else chance.choice((1, 1, 2, 3, 5, 10))):
            number += 1
            yield Act(number, at, Did.NAMED, f"named {chance.randrange(10**9)}", network=look.network)


def _trawl(look: Look, chance: Random, number: int) -> Iterator[Act]:
    """Goes on searching for an hour or two after an honest look, and opens nothing."""
    for turn in range(chance.randrange(25, 150)):
        at = look.at + timedelta(minutes=1, seconds=45 * turn)
        yield Act(number + turn, at, Did.SEARCHED, f"search {number + turn}", network=look.network)


def _hours(user: UUID, acts: Sequence[Act]) -> Iterator[Flagged]:
    """Each hour in which there was anything, as oversight.watching reads it; a flag is judged when a day is over."""
    before: Before | None = None
    judged, end = acts[0].at - DAY, 0
    woke = _woken(acts)
    for hour, theirs in groupby(acts, key=lambda act: act.at.replace(minute=0, second=0, microsecond=0)):
        begin, end = end, end + len(list(theirs))
        if before and hour >= before.at + DAY:
            judged = before.at
        seen = [act for act in _recent(acts, end, hour) if act.at > judged]
        if len(seen) < FEWEST:
            continue
        woken = next((at for at in reversed(woke) if hour - LIMITS[Unusual.WOKEN].within <= at < hour + HOUR), None)
        found = signs(seen, since=acts[begin].at, until=hour + HOUR, woke_at=woken, before=before)
        if found:
            events = {event for sign in found for event in sign.events}
            before = Before(max(act.at for act in seen if act.event in events), any(sign.extreme for sign in found))
            yield Flagged(user, hour + HOUR, tuple(found))


def _recent(acts: Sequence[Act], end: int, hour: datetime) -> list[Act]:
    """Of a day everything, of the time before it the openings."""
    found: list[Act] = []
    for act in reversed(acts[:end]):
        if act.at < hour - BEFORE:
            break
        if act.at >= hour - DAY or act.did is Did.OPENED:
            found.append(act)
    return found[::-1]


def _woken(acts: Sequence[Act]) -> list[datetime]:
    opened = [act.at for act in acts if act.did is Did.OPENED]
    return [second for first, second in pairwise(opened) if second - first >= SLEPT]


def _told(acts: dict[UUID, list[Act]], misuse: dict[int, Incident], flags: list[Flagged]) -> dict[str, Any]:
    wrong = [flag for flag in flags if flag.events.isdisjoint(misuse)]
    days = {(user, act.at.date()) for user, theirs in acts.items() for act in theirs if act.event not in misuse}
    flagged, suspended = (
        {(flag.user, (flag.at - HOUR).date()) for flag in some}
        for some in (wrong, [flag for flag in wrong if flag.extreme])
    )
    return {
        "honest_user_days": len(days),
        "honest_flagged": len(flagged),
        "honest_suspended": len(suspended),
        "flags": len(flags),
        "flags_that_are_misuse": round(1 - len(wrong) / len(flags), 4) if flags else 0.0,
        "by_kind": _by_kind(acts, misuse, flags),
    }


def _by_kind(
    acts: dict[UUID, list[Act]], misuse: dict[int, Incident], flags: list[Flagged]
) -> dict[str, dict[str, float]]:
    """`within_an_hour` of its first act; `children` opened, in the middle, before somebody was told."""
    made: dict[Incident, list[Act]] = defaultdict(list)
    for theirs in acts.values():
        for act in theirs:
            if (incident := misuse.get(act.event)) and incident.kind in KINDS:
                made[incident].append(act)
    found: dict[str, list[_Found]] = defaultdict(list)
    for incident, theirs in made.items():
        found[incident.kind].append(_found(theirs, [flag for flag in flags if flag.user == incident.user]))
    return {kind: _summary(some) for kind, some in sorted(found.items())}


class _Found(NamedTuple):
    flagged: bool
    within_an_hour: bool
    suspended: bool
    children: int


def _found(acts: Sequence[Act], flags: Sequence[Flagged]) -> _Found:
    events = {act.event for act in acts}
    hits = [flag for flag in flags if not flag.events.isdisjoint(events)]
    first = min((flag.at for flag in hits), default=None)
    opened = {act.what for act in acts if act.did is Did.OPENED and (first is None or act.at < first)}
    soon = first is not None and first - acts[0].at <= HOUR
    return _Found(bool(hits), soon, any(flag.extreme for flag in hits), len(opened))


def _summary(found: Sequence[_Found]) -> dict[str, float]:
    many = len(found)
    return {
        "seeded": many,
        "flagged": round(sum(one.flagged for one in found) / many, 4),
        "within_an_hour": round(sum(one.within_an_hour for one in found) / many, 4),
        "suspended": round(sum(one.suspended for one in found) / many, 4),
        "children": median([one.children for one in found if one.flagged] or [0]),
    }
