"""What does the registry itself know of an organisation, beside what it says of itself? (R-LARA-6)

Each fact speaks to one question and supports a level of it at most; a higher answer contradicts it. Shields and rows
that wait are said to be in time or not, and never counted: a small count would tell that there are some.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.access import with_second_factor
from accounts.clearance import LIFETIME
from accounts.holding import active_holders
from accounts.models import AccessReview, AccountState, Clearance, Organisation, Practitioner, Training
from contactpoint.pages.months import bounds
from feeds.monitor import feeds
from oversight.models import Review
from readiness.framework import HIGHEST
from registry.models import Source, WaitingRow
from shielding.models import Investigation, Shield

OFFICERS: Final = 2  # that an area needs
OLDEST_MATCH: Final = timedelta(days=14)  # ten working days (DAT4)
OLDEST_HELD: Final = timedelta(days=4)  # two working days, with a weekend between (SHI5)
MOST, NINE_IN_TEN = 0.5, 0.9
REVIEWS: Final = 3  # the last so many monthly reviews of accesses (AUD1)


@dataclass(frozen=True)
class Fact:
    """`supports`: the highest level of the question that it leaves believable."""

    question: str
    words: str
    supports: int = HIGHEST


@dataclass(frozen=True)
class Beside:
    """A fact with the level that the organisation gave itself; None where it was not asked or did not answer."""

    fact: Fact
    level: int | None

    @property
    def contradicts(self) -> bool:
        return self.level is not None and self.level > self.fact.supports


def beside(organisation: Organisation, levels: Mapping[str, int], *, at: datetime) -> list[Beside]:
    """In the order of the framework's themes."""
    found = [fact for look in _LOOKS for fact in look(organisation, at)]
    return [Beside(fact, levels.get(fact.question)) for fact in found]


def _people(organisation: Organisation, at: datetime) -> Iterator[Fact]:
    here = Practitioner.objects.filter(organisation=organisation, account_state=AccountState.ACTIVE)
    everybody, today = here.count(), timezone.localdate(at)
    if not everybody:
        yield Fact("PEO1", "No account is active", 1)
        return
    cleared = here.filter(_has(Clearance, issued_on__gt=today - LIFETIME, issued_on__lte=today)).count()
    trained = here.filter(_has(Training, completed_on__lte=today)).count()
    factors = with_second_factor(here).count()
    for question, words, count in (
        ("PEO1", "Enhanced clearance of the last three years", cleared),
        ("PEO2", "Mandatory training completed", trained),
        ("PEO3", "A second factor set up", factors),
    ):
        yield Fact(question, f"{words}: {count} of {everybody} people", _share(count, everybody))


def _has(model: type[Clearance] | type[Training], **when: object) -> Exists:
    return Exists(model.objects.filter(practitioner=OuterRef("pk"), **when))


def _share(count: int, of: int) -> int:
    """As the levels of PEO1 and PEO2 say it: all, more than half, some, nobody."""
    if count == of:
        return HIGHEST
    return 2 if count / of > MOST else int(count > 0)


def _shields(organisation: Organisation, at: datetime) -> Iterator[Fact]:
    officers = len(active_holders("shield_children", organisation))
    yield Fact("SHI1", f"Shielding officers with an active account: {officers}", HIGHEST if officers >= OFFICERS else 1)
    mine = Shield.objects.filter(child__responsible_authority=organisation, ended_at=None)
    unconfirmed = mine.filter(confirmed_at=None, confirm_by__lt=at)
    yield _in_time("SHI3", "Confirmed by a second officer within 24 hours", unconfirmed)
    yield _in_time("SHI6", "Reviewed every six months", mine.filter(review_on__lt=timezone.localdate(at)))
    held = WaitingRow.objects.filter(authority=organisation, ended_at=None, for_shielding=True)
    yield _in_time("SHI5", "Rows for shielding officers decided in time", held.filter(held_at__lt=at - OLDEST_HELD))


def _in_time(question: str, words: str, overdue: QuerySet[Shield] | QuerySet[WaitingRow]) -> Fact:
    late = overdue.exists()
    return Fact(question, f"{words}: {'not all in time' if late else 'nothing is overdue'}", 2 if late else HIGHEST)


def _data(organisation: Organisation, at: datetime) -> Iterator[Fact]:
    sources = Source.objects.filter(area=organisation)
    listed = list(sources)
    accredited = sum(source.accredited_at is not None for source in listed)
    yield Fact("DAT3", f"Own sources accredited: {accredited} of {len(listed)}", _trials(accredited, len(listed)))
    late = sum(feed.days_late > 0 for feed in feeds(sources, at=at))
    on_time = accredited - late
    supports = HIGHEST if not late and accredited else 3 if accredited and on_time / accredited >= NINE_IN_TEN else 2
    yield Fact("DAT6", f"Own feeds that are late: {late} of {accredited}", supports if accredited else 0)
    waiting = WaitingRow.objects.filter(authority=organisation, ended_at=None, for_shielding=False)
    old = waiting.filter(held_at__lt=at - OLDEST_MATCH).exists()
    words = "some wait longer than ten working days" if old else "none waits longer than ten working days"
    yield Fact("DAT4", f"Uncertain matches: {words}", 2 if old else HIGHEST)


def _trials(accredited: int, of: int) -> int:
    if of and accredited == of:
        return HIGHEST
    return 2 if accredited else 1


def _reviews(organisation: Organisation, at: datetime) -> Iterator[Fact]:
    overdue = AccessReview.objects.filter(
        organisation=organisation, closed_at=None, due_on__lt=timezone.localdate(at)
    ).exists()
    words = "overdue" if overdue else "none is overdue"
    yield Fact("PEO6", f"Reviews of who still needs an account: {words}", 2 if overdue else HIGHEST)
    cases = Investigation.objects.filter(practitioner__organisation=organisation, closed_at=None, due_at__lt=at)
    late = cases.exists()
    words = "some are overdue" if late else "none is overdue"
    yield Fact("AUD3", f"Investigations of overrides by people of the organisation: {words}", 2 if late else HIGHEST)


def _looks_reviewed(organisation: Organisation, at: datetime) -> Iterator[Fact]:
    """A month is reviewed in time if it is signed within the month in which it was drawn."""
    auditors = len(active_holders("review_accesses", organisation))
    this = timezone.localdate(at).replace(day=1)
    over = Review.objects.filter(organisation=organisation, month__lt=this - relativedelta(months=1))
    last = list(over.order_by("-month").values_list("month", "signed_at")[:REVIEWS])
    kept = [signed is not None and signed < bounds(month + relativedelta(months=1))[1] for month, signed in last]
    words = f"Auditors with an active account: {auditors}. Monthly reviews of accesses signed in time"
    yield Fact("AUD1", f"{words}: {sum(kept)} of the last {len(kept)}", _auditing(auditors, kept))


def _auditing(auditors: int, kept: Sequence[bool]) -> int:
    """As the levels of AUD1 say it; `kept`: whether each of the last reviews was signed in time, the newest first."""
    if not auditors:
        return 0
    if not kept or not kept[0]:
        return 2
    return HIGHEST if len(kept) == REVIEWS and all(kept) else 3


_LOOKS: Final[tuple[Callable[[Organisation, datetime], Iterator[Fact]], ...]] = (
    _shields,
    _people,
    _data,
    _looks_reviewed,
    _reviews,
)
