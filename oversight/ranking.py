"""Which looks at children are hardest to explain? Those that no tie explains, weighed by their reasons (R-AUDIT-3)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final, NamedTuple, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from oversight.weighing import LISTED, Reason, Why, is_explained
from registry.ties import Tie

LONDON: Final = ZoneInfo("Europe/London")
USUAL_SHARE, USUAL_TIMES = 0.02, 3  # of a role's looks at an hour, and of a user's that are explained
CROWD: Final = 5  # users without a tie who look at one child ...
CROWD_WITHIN: Final = timedelta(days=3)
AGAIN: Final = 4  # different days, within AGAIN_WITHIN
AGAIN_WITHIN: Final = timedelta(days=90)
WOKEN_AFTER: Final = timedelta(days=60)
WOKEN_FROM: Final = 3  # children without a tie, in the week after it woke
WOKEN_WITHIN: Final = timedelta(days=7)
TWO_PLACES_WITHIN: Final = timedelta(minutes=30)
TWO_PLACES_FROM: Final = 2  # days: a telephone that changes its network once is no finding
SPREAD: Final = 8  # robust standard deviations above the peers of the role
ROBUST: Final = 1.4826  # from the median absolute deviation to a standard deviation
HISTORY: Final = max(AGAIN_WITHIN, timedelta(days=180))  # what is read before the month


Key = TypeVar("Key", bound=Hashable)


class Look(NamedTuple):
    """One opening of a record, as its event tells. `casework`: whether the role works with children at all."""

    event: int
    at: datetime
    user: UUID
    role: str
    child: str
    ties: frozenset[str]
    network: str = ""
    casework: bool = True


@dataclass
class Finding:
    """What is put before a person: a user and one child, or a user and an unusual amount (`child` empty)."""

    user: UUID
    child: str
    reasons: list[Reason]
    looks: list[Look] = field(default_factory=list)

    @property
    def score(self) -> float:
        """Bits."""
        return sum(reason.weight for reason in self.reasons)


def ranked(looks: Iterable[Look], *, since: datetime, until: datetime) -> list[Finding]:
    """The findings of the time from `since` to before `until`, the hardest to explain first.

    `looks` begin HISTORY before it, so that what is usual for a user and a role is known.
    """
    ordered = sorted(looks, key=lambda look: (look.at, look.event))
    unexplained = [look for look in ordered if not is_explained(look.ties)]
    now = [look for look in ordered if since <= look.at < until]
    found = [*_about_children(now, ordered, unexplained), *_about_amounts(now, ordered, unexplained, since, until)]
    return sorted((one for one in found if one.score >= LISTED), key=lambda one: (-one.score, one.looks[0].event))


def _about_children(now: Sequence[Look], ordered: Sequence[Look], unexplained: Sequence[Look]) -> Iterator[Finding]:
    days, crowds, usual = _days_of(unexplained), _crowds(unexplained), _usual_hours(ordered)
    open_looks = [look for look in now if not is_explained(look.ties)]
    for (user, child), looks in _grouped(open_looks, lambda look: (look.user, look.child)).items():
        reasons = {reason.why: reason for look in looks for reason in _of_ties(look)}
        if any(hour not in usual[role] | usual[user] for role, hour in map(_role_and_hour, looks)):
            reasons[Why.OUT_OF_HOURS] = Reason(Why.OUT_OF_HOURS)
        again = max(_days_before(days[user, child], look.at) for look in looks)
        if again >= AGAIN:
            reasons[Why.AGAIN] = Reason(Why.AGAIN, (("count", again),))
        if crowd := max(crowds.get(look.event, 0) for look in looks):
            reasons[Why.CROWD] = Reason(Why.CROWD, (("count", crowd),))
        yield Finding(user, child, list(reasons.values()), looks)


def _of_ties(look: Look) -> Iterator[Reason]:
    said = (
        (Why.RARE_SURNAME, Tie.RARE_SURNAME in look.ties),
        (Why.SURNAME, Tie.SURNAME in look.ties and Tie.RARE_SURNAME not in look.ties),
        (Why.HOME, Tie.HOME in look.ties),
        (Why.COLLEAGUE_HOME, Tie.COLLEAGUE_HOME in look.ties and Tie.HOME not in look.ties),
        (Why.NO_CASEWORK, not look.casework),
        (Why.AWAY, Tie.OWN_AREA not in look.ties),
    )
    return (Reason(why) for why, holds in said if holds)


def _role_and_hour(look: Look) -> tuple[str, int]:
    return look.role, look.at.astimezone(LONDON).hour


def _usual_hours(ordered: Sequence[Look]) -> Mapping[str | UUID, set[int]]:
    """The hours at which a role works, and those at which a user does: duty teams work at 2am."""
    usual: dict[str | UUID, set[int]] = defaultdict(set)
    by_role = Counter(map(_role_and_hour, ordered))
    of_role = Counter(look.role for look in ordered)
    for (role, hour), many in by_role.items():
        if many >= USUAL_SHARE * of_role[role]:
            usual[role].add(hour)
    explained = (look for look in ordered if is_explained(look.ties))
    for (user, hour), many in Counter((look.user, _role_and_hour(look)[1]) for look in explained).items():
        if many >= USUAL_TIMES:
            usual[user].add(hour)
    return usual


def _days_of(unexplained: Sequence[Look]) -> Mapping[tuple[UUID, str], list[datetime]]:
    """The first look of each day that a user had at a child."""
    days: dict[tuple[UUID, str], list[datetime]] = defaultdict(list)
    for look in unexplained:
        seen = days[look.user, look.child]
        if not seen or _date(seen[-1]) != _date(look.at):
            seen.append(look.at)
    return days


def _days_before(days: Sequence[datetime], at: datetime) -> int:
    return sum(at - AGAIN_WITHIN < day <= at for day in days)


def _crowds(unexplained: Sequence[Look]) -> dict[int, int]:
    """Event -> how many looked at its child within some days around it, where they are a crowd."""
    found: dict[int, int] = {}
    for looks in _grouped(unexplained, lambda look: look.child).values():
        start = 0
        for end, last in enumerate(looks):
            while last.at - looks[start].at > CROWD_WITHIN:
                start += 1
            among = looks[start : end + 1]
            if (many := len({look.user for look in among})) >= CROWD:
                found |= {look.event: max(many, found.get(look.event, 0)) for look in among}
    return found


def _about_amounts(
    now: Sequence[Look], ordered: Sequence[Look], unexplained: Sequence[Look], since: datetime, until: datetime
) -> Iterator[Finding]:
    claimed = [look for look in ordered if Tie.SELF_STATED in look.ties]
    amounts = [
        Amount(Why.DAY, unexplained, timedelta(days=1), least=5),
        Amount(Why.MONTH, unexplained, timedelta(days=28), least=10),
        Amount(Why.CLAIMS, claimed, timedelta(days=14), least=4, steady=0.3),
        Amount(Why.RECORDS, ordered, timedelta(days=1), least=40),
    ]
    odd = [look for look in now if not is_explained(look.ties)]
    found: dict[UUID, Finding] = {}
    over = [one for amount in amounts for one in _above(amount, since, until)]
    for made in (*over, *_awake(odd, _woken(ordered)), *_in_two_places(now, _two_places(ordered))):
        one = found.setdefault(made.user, Finding(made.user, "", []))
        one.reasons += made.reasons
        one.looks += [look for look in made.looks if look not in one.looks]
    yield from found.values()


def _grouped(looks: Iterable[Look], key: Callable[[Look], Key]) -> dict[Key, list[Look]]:
    found: dict[Key, list[Look]] = defaultdict(list)
    for look in looks:
        found[key(look)].append(look)
    return found


class Usual(NamedTuple):
    """How many children are usual for a role, and from how many on it is far more."""

    middle: float
    highest: float


def _date(at: datetime) -> date:
    return at.astimezone(LONDON).date()


@dataclass(frozen=True)
class Amount:
    """Children within a time, of these looks: whoever has far more than the peers of the role is a finding.

    Fewer than `least` are none. `steady`: the least standard deviation that is believed, where nearly all are alike.
    """

    why: Why
    looks: Sequence[Look]
    within: timedelta
    least: int
    steady: float = 1.0

    def counts(self) -> dict[int, int]:
        """Event -> children of its user within the time before it, its own included."""
        found: dict[int, int] = {}
        for looks in _grouped(self.looks, lambda look: look.user).values():
            start = 0
            for end, last in enumerate(looks):
                while last.at - looks[start].at >= self.within:
                    start += 1
                found[last.event] = _children(looks[start : end + 1])
        return found

    def usual(self, counts: Mapping[int, int]) -> dict[str, Usual]:
        """By role: of the most that each user had in a month in which there was any."""
        months = _grouped(self.looks, lambda look: (look.role, look.user, look.at.year, look.at.month))
        most: dict[str, list[int]] = defaultdict(list)
        for (role, *_), looks in months.items():
            most[role].append(max(counts[look.event] for look in looks))
        return {role: self._robust(many) for role, many in most.items()}

    def _robust(self, counts: Sequence[int]) -> Usual:
        middle = median(counts)
        spread = ROBUST * median(abs(count - middle) for count in counts)
        return Usual(middle, max(self.least, middle + SPREAD * max(spread, self.steady)))


def _children(looks: Iterable[Look]) -> int:
    return len({look.child for look in looks})


def _above(amount: Amount, since: datetime, until: datetime) -> Iterator[Finding]:
    counts = amount.counts()
    usual = amount.usual(counts)
    for user, looks in _grouped(amount.looks, lambda look: look.user).items():
        normal = usual[looks[0].role]
        over = [look for look in looks if since <= look.at < until and counts[look.event] >= normal.highest]
        if over:
            most = max(over, key=lambda look: counts[look.event])
            those = [look for look in looks if any(last.at - amount.within < look.at <= last.at for last in over)]
            reason = Reason(amount.why, (("count", counts[most.event]), ("usual", round(normal.middle))))
            yield Finding(user, "", [reason], those)


def _woken(ordered: Sequence[Look]) -> dict[UUID, list[tuple[datetime, int]]]:
    """When each account was used again after a long time, and after how many days."""
    last: dict[UUID, datetime] = {}
    woken: dict[UUID, list[tuple[datetime, int]]] = defaultdict(list)
    for look in ordered:
        before = last.get(look.user)
        if before and look.at - before >= WOKEN_AFTER:
            woken[look.user].append((look.at, (look.at - before).days))
        last[look.user] = look.at
    return woken


def _awake(odd: Sequence[Look], woken: Mapping[UUID, Sequence[tuple[datetime, int]]]) -> Iterator[Finding]:
    by_user = _grouped(odd, lambda look: look.user)
    for user, times in woken.items():
        for at, days in times:
            looks = [look for look in by_user.get(user, []) if at <= look.at < at + WOKEN_WITHIN]
            if (many := _children(looks)) >= WOKEN_FROM:
                yield Finding(user, "", [Reason(Why.WOKEN, (("count", many), ("days", days)))], looks)


def _two_places(ordered: Sequence[Look]) -> dict[UUID, set[date]]:
    """The days on which an account was used from two networks in turn: there, elsewhere, and there again."""
    found: dict[UUID, set[date]] = defaultdict(set)
    for user, looks in _grouped((look for look in ordered if look.network), lambda look: look.user).items():
        for first, second, third in zip(looks, looks[1:], looks[2:], strict=False):
            back = first.network == third.network != second.network
            if back and third.at - first.at <= TWO_PLACES_WITHIN:
                found[user].add(_date(second.at))
    return found


def _in_two_places(now: Sequence[Look], days: Mapping[UUID, set[date]]) -> Iterator[Finding]:
    by_user = _grouped(now, lambda look: look.user)
    for user, where in days.items():
        looks = [look for look in by_user.get(user, []) if _date(look.at) in where]
        if (many := len({_date(look.at) for look in looks})) >= TWO_PLACES_FROM:
            yield Finding(user, "", [Reason(Why.TWO_PLACES, (("count", many),))], looks)
