"""What did the people of the demonstration do last month, so that every page about it has something to say?

By the same doors as on any other day, at times that are past: no row is written that a person could not have made.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle, islice
from random import Random
from secrets import token_urlsafe
from typing import Final

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts import demonstration
from accounts.access import may
from accounts.limits import midnight
from accounts.models import Organisation, Practitioner
from oversight import invented_requests, judging
from oversight.drawing import draw_due
from oversight.invented_requests import QUARTER, Cast
from oversight.models import Listing, ReviewItem, Verdict
from oversight.watching import watch
from registry import disclosure, finding
from registry.involving import Work, record_involvement
from registry.models import Child, Group, Reason, SearchMade, Status
from registry.search.criteria import Criteria
from registry.shields import shielded_now

SEED: Final = 2009
EACH: Final = 4  # records that everybody opens
CHILDREN: Final = 40
KNOWN: Final = 24  # of them: somebody works with these, and nobody with the others
RUSHED: Final = 13  # within an hour: more than the watch lets pass


def invent(*, at: datetime) -> int:
    """How many looks at records there were; none where anybody has searched already."""
    if not settings.INVENTED:
        raise ValueError("Work is invented for a demonstration or a practice area alone.")
    cast = _cast(at)
    if cast is None or SearchMade.objects.exists():
        return 0
    with transaction.atomic():
        for child in cast.children[KNOWN - 3 : KNOWN]:  # whether it is still so is asked by now (R-INV-6)
            _involve(cast.people["pat"], child, at=at - QUARTER)
        looks = [look(who, child, at=then, reason=why) for who, child, then, why in _work(cast, at=at)]
        invented_requests.invent(cast, at=at)
        draw_due(at=at)
        watch(at=at)
        _review(cast, at=at)
    return len(looks)


def _cast(at: datetime) -> Cast | None:
    """None without the accounts and children of a demonstration."""
    people = {one.email.partition(".")[0]: one for one in Practitioner.objects.filter(email__contains=".example.org")}
    children = list(_children(people["pat"].organisation, at=at)[:CHILDREN]) if "pat" in people else []
    if len(children) < CHILDREN:
        return None
    demonstration.make(demonstration.accounts(demonstration.COLLEAGUES), password=token_urlsafe(), at=at)
    wanted = [one.email for one in demonstration.accounts(demonstration.COLLEAGUES)]
    return Cast(people, list(Practitioner.objects.filter(email__in=wanted).order_by("email")), children)


def _children(area: Organisation, *, at: datetime) -> QuerySet[Child]:
    """Open records that are not hidden, of children below 14: none of them ends meanwhile."""
    rows = Child.objects.filter(responsible_authority=area, status=Status.OPEN).annotate(hidden=shielded_now("pk"))
    return rows.filter(hidden=False, date_of_birth__gt=at.date() - relativedelta(years=14)).order_by("number")


def look(who: Practitioner, child: Child, *, at: datetime, reason: Reason) -> datetime:
    """From the search to the contacts, as on the pages."""
    made = finding.make_search(Criteria(number=child.number), by=who, at=at)
    finding.run_search(made, by=who, at=at)
    disclosure.give_reason(child.pk, reason=reason, viewer=who, at=at + timedelta(seconds=20))
    opened = at + timedelta(seconds=20 + int(child.number[-2:]))
    disclosure.open_record(child.pk, viewer=who, at=opened)
    return opened


def _work(cast: Cast, *, at: datetime) -> Iterator[tuple[Practitioner, Child, datetime, Reason]]:
    """Most of it in the day, with children whom they work with; one person at night, and one in a hurry now."""
    chance = Random(SEED)  # noqa: S311 - a story, and no secret
    first = midnight(at).replace(day=1) - relativedelta(months=1)
    for number, (who, child) in enumerate(_pairs(cast, at=first)):
        if number % EACH:
            _involve(who, child, at=first)
        day = first + timedelta(days=chance.randrange(1, 28), hours=chance.randrange(8, 17))
        yield who, child, day + timedelta(minutes=chance.randrange(60)), Reason.PROVIDING
    for number, child in enumerate(cast.children[KNOWN : KNOWN + 9]):
        night = first + timedelta(days=17, hours=1, minutes=9 * number)
        yield cast.people["tara"], child, night, Reason.SAFEGUARDING
    for number, child in enumerate(cast.children[-RUSHED:]):
        yield cast.colleagues[0], child, at - timedelta(minutes=4 * (RUSHED - number)), Reason.ASSESSING


def _pairs(cast: Cast, *, at: datetime) -> Iterator[tuple[Practitioner, Child]]:
    """Each of those who had access then, with some children."""
    everybody = [cast.people["pat"], cast.people["tara"], cast.people["oli"], *cast.colleagues]
    workers = [one for one in everybody if may(one, "search_children", one.organisation, at=at)]
    return zip([one for one in workers for _ in range(EACH)], cycle(cast.children[:KNOWN]), strict=False)


def _involve(who: Practitioner, child: Child, *, at: datetime) -> None:
    disclosure.give_reason(child.pk, reason=Reason.PROVIDING, viewer=who, at=at)
    work = Work(Group.OTHER, "Work with the family", who.job_title, "0151 496 0210", "", at.date())
    record_involvement(child.pk, work, by=who, at=at)


def _review(cast: Cast, *, at: datetime) -> None:
    """Some of the month is judged, and one person is asked; the rest is left for whoever tries the pages."""
    audrey = cast.people["audrey"]
    drawn = ReviewItem.objects.filter(review__organisation=audrey.organisation, for_national=False)
    for item in islice(drawn.filter(kind=Listing.SAMPLE).order_by("first_at", "pk"), 1):
        judging.judge(item.pk, Verdict.IN_ORDER, words="The family moved to her team that week.", by=audrey, at=at)
    for item in drawn.exclude(kind=Listing.SAMPLE).filter(practitioner=cast.people["tara"])[:1]:
        judging.ask(item.pk, by=audrey, at=at)
