"""Which looks of the month that is over are put before a person? Drawn by the night (R-AUDIT-3).

What the ranking finds hardest to explain, every override, and a random twentieth of all others. What was opened under
override is never in the sample, nor ranked beside it, and the work of a team that asks for no reason shows no number:
the child's number there would say that the child is shielded.
"""

import math
import secrets
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.holding import active_holders
from accounts.models import Organisation, Practitioner
from accounts.notices import tell, tell_administrators
from audit.log import record
from audit.models import Event
from contactpoint.pages.months import bounds
from contactpoint.vault.models import DataKey
from oversight.kept_apart import roles_kept_apart, who_is_kept_apart
from oversight.looks import OPENED, hardest_to_explain
from oversight.models import Listing, Review, ReviewItem
from oversight.ranking import Finding
from oversight.weighing import is_explained
from registry.models import Child, Reason
from shielding.models import Investigation

OVERRIDDEN: Final = "override.begun"
DRAWN: Final = "reviews.drawn"  # every organisation's of one month
SHARE: Final = 0.05
UNDER_OVERRIDE: Final = "Opened a record under override"
AT_RANDOM: Final = "Every look has the same chance to be drawn"
Pair = tuple[UUID, str]  # who looked at which number


def draw_due(*, at: datetime) -> int:
    """Draws each month that is over and was not drawn, for whoever looked in it. How many reviews."""
    return sum(_draw_month(month, at=at) for month in _due(at=at))


def _due(*, at: datetime) -> list[date]:
    """After nights off, all that were missed; at the very first, from the first look on."""
    this = timezone.localdate(at).replace(day=1)
    month = _first_not_drawn()
    found = []
    while month and month < this:
        found.append(month)
        month += relativedelta(months=1)
    return found


def _first_not_drawn() -> date | None:
    if last := Event.objects.filter(verb=DRAWN).order_by("-at", "-pk").first():
        return date.fromisoformat(last.facts["month"]) + relativedelta(months=1)
    first = Event.objects.filter(verb__in=[OPENED, OVERRIDDEN]).order_by("at").values_list("at", flat=True).first()
    return timezone.localdate(first).replace(day=1) if first else None


def _draw_month(month: date, *, at: datetime) -> int:
    since, until = bounds(month)
    looked = Event.objects.filter(verb__in=[OPENED, OVERRIDDEN], at__gte=since, at__lt=until, actor__isnull=False)
    organisations = Organisation.objects.filter(pk__in=list(looked.values_list("organisation", flat=True).distinct()))
    drawn = sum(_draw(one, month, at=at) for one in organisations.order_by("pk"))
    with transaction.atomic():
        record(DRAWN, at=at, source="nightly", facts={"month": month.isoformat(), "reviews": drawn})
        _tell_nationally(month, at=at)
    return drawn


def _draw(organisation: Organisation, month: date, *, at: datetime) -> int:
    """0 where another night was quicker."""
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        if Review.objects.filter(organisation=organisation, month=month).exists():
            return 0
        since, until = bounds(month)
        theirs = Event.objects.filter(organisation=organisation.pk, actor__isnull=False, at__gte=since, at__lt=until)
        opened, overrides = theirs.filter(verb=OPENED), list(theirs.filter(verb=OVERRIDDEN).order_by("at", "pk"))
        listed = list(_listed(hardest_to_explain(organisation.pk, since=since, until=until), overrides, opened))
        counts, sample = _sample(opened, overrides, listed)
        review = Review.objects.create(
            organisation=organisation,
            month=month,
            drawn_at=at,
            looks=counts.looks,
            explained=counts.explained,
            sample=len(sample),
        )
        _put_before(review, [*listed, *sample], theirs, at=at)
    return 1


def _listed(findings: Iterable[Finding], overrides: Sequence[Event], opened: QuerySet[Event]) -> Iterator[ReviewItem]:
    """A finding about a child that was opened under override is told with the override."""
    under = {_pair(one) for one in overrides}
    hard = {(one.user, one.child): one for one in findings if (one.user, one.child) in under}
    yield from (_finding(one) for one in findings if (one.user, one.child) not in under)
    references = _references(overrides)
    for one in overrides:
        looks = list(opened.filter(child_number=one.child_number, facts__override=one.facts["override"]))
        yield _override(one, looks, hard.pop(_pair(one), None), references.get(one.facts["override"]))


def _finding(one: Finding) -> ReviewItem:
    return ReviewItem(
        practitioner_id=one.user,
        child_number=one.child,
        kind=Listing.RANKED,
        reasons=[reason.sentence for reason in one.reasons],
        score=one.score,
        events=[look.event for look in one.looks],
        first_at=min(look.at for look in one.looks),
        last_at=max(look.at for look in one.looks),
    )


def _override(one: Event, looks: Sequence[Event], hard: Finding | None, reference: int | None) -> ReviewItem:
    also = [look.event for look in hard.looks] if hard else []
    return ReviewItem(
        practitioner_id=_who(one),
        child_number=one.child_number,
        kind=Listing.OVERRIDE,
        reference=reference,
        reasons=[UNDER_OVERRIDE, *(reason.sentence for reason in (hard.reasons if hard else ()))],
        score=hard.score if hard else 0,
        events=sorted({one.pk, *also, *(look.pk for look in looks)}),
        first_at=one.at,
        last_at=max([one.at, *(look.at for look in looks)]),
    )


class _Counts(NamedTuple):
    looks: int
    explained: int


def _sample(
    opened: QuerySet[Event], overrides: Sequence[Event], listed: Sequence[ReviewItem]
) -> tuple[_Counts, list[ReviewItem]]:
    """Read row by row, and of each look that may be drawn its id alone is kept: a month may have a million."""
    seen = {event for item in listed for event in item.events}
    under = {_pair(one) for one in overrides}
    looks, explained, others = 0, 0, array("q")
    rows = opened.values_list("pk", "actor", "child_number", "facts__ties")
    for pk, who, child, ties in rows.iterator():
        looks += 1
        explained += is_explained(frozenset(ties or ()))
        if pk not in seen and (who, child) not in under:
            others.append(pk)
    drawn = secrets.SystemRandom().sample(others, math.ceil(SHARE * len(others)))
    found = Event.objects.filter(pk__in=drawn).order_by("at", "pk")
    return _Counts(looks, explained), [_drawn(look) for look in found]


def _drawn(look: Event) -> ReviewItem:
    return ReviewItem(
        practitioner_id=_who(look),
        child_number=look.child_number,
        kind=Listing.SAMPLE,
        reasons=[AT_RANDOM],
        events=[look.pk],
        first_at=look.at,
        last_at=look.at,
    )


def _pair(event: Event) -> Pair:
    return _who(event), event.child_number


def _who(event: Event) -> UUID:
    assert event.actor is not None  # noqa: S101 - asked for when they were read
    return event.actor


def _references(overrides: Iterable[Event]) -> dict[str, int]:
    rows = Investigation.objects.filter(override__in=[one.facts["override"] for one in overrides])
    return {str(override): reference for override, reference in rows.values_list("override", "reference")}


def _put_before(review: Review, items: Sequence[ReviewItem], events: QuerySet[Event], *, at: datetime) -> None:
    """As one statement; then the log and the auditors learn of it."""
    known = set(Practitioner.objects.filter(pk__in={one.practitioner_id for one in items}).values_list("pk", flat=True))
    apart = set(events.filter(roles__overlap=list(roles_kept_apart())).values_list("actor", flat=True).distinct())
    apart |= set(who_is_kept_apart().values_list("pk", flat=True))
    own_keys = dict(
        Child.objects.filter(number__in={one.child_number for one in items}).values_list("number", "words_key")
    )
    key = DataKey.named(f"review:{review.month:%Y-%m}").pk
    told = events.filter(pk__in={event for one in items for event in one.events})
    no_reason = set(told.exclude(because__in=Reason.values).values_list("pk", flat=True))  # deciding about a shield
    kept = [one for one in items if one.practitioner_id in known]
    for one in kept:
        one.review, one.for_national = review, one.practitioner_id in apart
        one.words_key = own_keys.get(one.child_number, key)
        one.shows_number = one.kind != Listing.OVERRIDE and no_reason.isdisjoint(one.events)
    ReviewItem.objects.bulk_create(kept, batch_size=1000)
    theirs = sum(not one.for_national for one in kept)
    facts = {"review": str(review.pk), "organisation": str(review.organisation_id), "items": len(kept)}
    record("review.drawn", at=at, source="nightly", facts={**facts, "looks": review.looks, "sample": review.sample})
    _tell(review, theirs, at=at)


def _tell(review: Review, items: int, *, at: datetime) -> None:
    """The auditors; where there are none, whoever can appoint one."""
    where, month = reverse("look_review", args=[review.pk]), review.month
    auditors = active_holders("review_accesses", review.organisation)
    for auditor in auditors:
        tell(auditor, "looks_to_review", at=at, path=where, month=month, items=items)
    if not auditors:
        path = reverse("people")
        tell_administrators(review.organisation, "nobody_reviews_looks", at=at, path=path, month=month, items=items)


def _tell_nationally(month: date, *, at: datetime) -> None:
    items = ReviewItem.objects.filter(review__month=month, for_national=True).count()
    for auditor in active_holders("audit_nationally", None):
        tell(auditor, "reviews_drawn", at=at, path=reverse("reviews_of_england"), month=month, items=items)
