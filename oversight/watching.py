"""Who did something unusual within the last hour? Flagged, told of, and by policy suspended at once (R-USER-6, SEC-45).

Each run goes on where the last one ended, so that nothing is looked through twice and missed hours are caught up. What
is flagged is an item that must be judged like those of the month (oversight.judging), and names no child (R-SHIELD-1).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.cases import last_closed
from accounts.models import Practitioner
from accounts.unusual import Unusual
from audit.log import record
from audit.models import Event
from oversight.flagging import flag
from oversight.looks import OPENED
from oversight.models import Listing, ReviewItem
from oversight.unusual import BEFORE, LIMITS, SLEPT, Act, Before, Did, signs
from oversight.weighing import is_explained
from registry.models import Reason

WATCHED: Final = "activity.watched"  # until when everybody's was looked through
SEARCHED, NAMED, BY_SEARCH = "search.run", "child.named", "search"
AT_ONCE: Final = 200  # people
DAY: Final = timedelta(days=1)
FIRST: Final = timedelta(hours=1)


def watch(*, at: datetime) -> int:
    """Looks through what was done since the last time. How many people were flagged."""
    since = _watched_until() or at - FIRST
    if since >= at:
        return 0
    active = Event.objects.filter(at__gte=since, at__lt=at, actor__isnull=False).filter(_counts())
    people = sorted(filter(None, active.values_list("actor", flat=True).distinct()))
    flagged = sum(_watch(people[n : n + AT_ONCE], since, at) for n in range(0, len(people), AT_ONCE))
    with transaction.atomic():
        facts = {"until": at.isoformat(), "people": len(people), "flagged": flagged}
        record(WATCHED, at=at, source="watch", facts=facts)
    return flagged


def _watched_until() -> datetime | None:
    last = Event.objects.filter(verb=WATCHED).order_by("-at", "-pk").first()
    return datetime.fromisoformat(last.facts["until"]) if last else None


def _counts() -> Q:
    """Searches, children named by them, and openings; not what a list of the own work names."""
    return Q(verb__in=[SEARCHED, OPENED]) | Q(verb=NAMED, because=BY_SEARCH)


def _watch(people: Sequence[UUID], since: datetime, until: datetime) -> int:
    known = Practitioner.objects.in_bulk(people)
    flagged = 0
    for person, events in groupby(_events(people, since, until), key=lambda event: event.actor):
        if who := known.get(person):
            flagged += _watch_one(who, list(map(_act, events)), since, until)
    return flagged


def _events(people: Sequence[UUID], since: datetime, until: datetime) -> Iterator[Event]:
    """Of a day everything, of the time before it the openings; by person, in order."""
    wanted = Q(at__gte=since - DAY) & _counts() | Q(at__gte=since - BEFORE, verb=OPENED)
    rows = Event.objects.filter(wanted, actor__in=people, at__lt=until).order_by("actor", "at", "pk")
    return rows.only("pk", "at", "actor", "verb", "because", "child_number", "facts", "address").iterator()


def _act(event: Event) -> Act:
    did = {SEARCHED: Did.SEARCHED, NAMED: Did.NAMED, OPENED: Did.OPENED}[event.verb]
    what = event.facts.get("search", "") if did is Did.SEARCHED else event.child_number
    led_to = event.because not in Reason.values or is_explained(frozenset(event.facts.get("ties", ())))
    return Act(event.pk, event.at, did, what, did is Did.OPENED and not led_to, event.address or "")


def _watch_one(who: Practitioner, acts: Sequence[Act], since: datetime, until: datetime) -> int:
    """0 where nothing is unusual, or another worker was quicker. What a person has looked at counts no more."""
    flags = ReviewItem.objects.filter(practitioner=who, kind=Listing.UNUSUAL).order_by("-seen_from")
    last, looked_at = flags.first(), last_closed(who)
    for judged in flags.exclude(judged_at=None).values_list("judged_at", flat=True):
        looked_at = max(filter(None, (looked_at, judged)))
    left = [act for act in acts if looked_at is None or act.at > looked_at]
    begin = max(since, last.last_at) if last else since
    told = Before(last.last_at, last.extreme) if last else None
    found = signs(left, since=begin, until=until, woke_at=_woke_at(who, left, since), before=told)
    if not found:
        return 0
    with transaction.atomic():
        Practitioner.objects.select_for_update(no_key=True).get(pk=who.pk)
        if flags.first() != last:
            return 0
        flag(who, found, times={act.event: act.at for act in left}, seen_from=begin, at=until)
    return 1


def _woke_at(who: Practitioner, acts: Sequence[Act], since: datetime) -> datetime | None:
    """When the account opened a record again after SLEPT without any; asked only where it could matter."""
    within, fewest, _ = LIMITS[Unusual.WOKEN]
    if sum(act.odd for act in acts if act.at >= since - within) < fewest:
        return None
    opened = Event.objects.filter(actor=who.pk, verb=OPENED).order_by("-at").values_list("at", flat=True)
    before = opened.filter(at__lt=since - within).first()
    times = [*([before] if before else []), *reversed(opened.filter(at__gte=since - within))]
    woke = [second for first, second in pairwise(times) if second - first >= SLEPT]
    return woke[-1] if woke else None
