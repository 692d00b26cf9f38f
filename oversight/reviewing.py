"""Which reviews and items may this reviewer see, and what does each page say of them? (R-AUDIT-3)

An auditor sees the own organisation's, but none about the own accesses or about whoever audits or administers there:
those are the national auditor's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet, Window

from accounts.access import NotYours, actor, may, require
from accounts.models import Practitioner
from audit.log import record
from oversight.kept_apart import who_is_kept_apart
from oversight.models import Listing, Review, ReviewItem
from registry.number import shown

REVIEW: Final = "review_accesses"
NATIONAL: Final = "audit_nationally"
ON_A_PAGE: Final = 25
OPEN: Final = Q(items__verdict="")


@dataclass(frozen=True)
class Progress:
    """How far a review is. `mine` is what its own auditors may judge; `theirs` what is with the national auditor."""

    id: UUID
    organisation: str
    month: date
    drawn_at: datetime
    looks: int
    explained: int
    sample: int
    items: int
    mine: int
    mine_open: int
    theirs: int
    theirs_open: int
    escalated: int
    signed_at: datetime | None
    signed_by: str

    @property
    def open(self) -> int:
        return self.mine_open + self.theirs_open

    @property
    def judged(self) -> int:
        return self.items - self.open


@dataclass(frozen=True)
class Listed:
    """An item in a list: `what` it was about, and never a child's name."""

    id: UUID
    kind: str
    what: str
    first_at: datetime
    reasons: tuple[str, ...]
    asked: bool
    answered: bool
    verdict: str


@dataclass(frozen=True)
class Person:
    """One whose looks are reviewed, with the items of this page."""

    name: str
    job_title: str
    organisation: str
    items: tuple[Listed, ...]


@dataclass(frozen=True)
class Page:
    people: tuple[Person, ...]
    total: int
    page: int
    pages: int


def reviews_of(by: Practitioner, *, at: datetime) -> tuple[Progress, ...]:
    """Of the own organisation, the newest first. Raises Refused."""
    require(by, REVIEW, by.organisation, at=at)
    return progress(Review.objects.filter(organisation=by.organisation_id))


def review_to_read(review: UUID, *, by: Practitioner, at: datetime) -> Progress:
    """That it was read is in the log. Raises Refused, NotYours."""
    found = one_of(by, review, at=at)
    with transaction.atomic():
        record("review.opened", at=at, actor=actor(by), facts={"review": str(review)})
    return found


def one_of(by: Practitioner, review: UUID, *, at: datetime) -> Progress:
    """Raises Refused, NotYours."""
    require(by, REVIEW, by.organisation, at=at)
    for one in progress(Review.objects.filter(organisation=by.organisation_id, pk=review)):
        return one
    raise NotYours(REVIEW, by.organisation_id)


def progress(reviews: QuerySet[Review]) -> tuple[Progress, ...]:
    """Counted in one statement, the newest first."""
    apart = Q(items__for_national=True) | Q(items__practitioner__in=who_is_kept_apart())
    counted = reviews.select_related("organisation", "signed_by").annotate(
        all_items=Count("items"),
        theirs=Count("items", filter=apart),
        open_items=Count("items", filter=OPEN),
        theirs_open=Count("items", filter=apart & OPEN),
        escalated=Count("items", filter=Q(items__verdict="escalated")),
    )
    return tuple(map(_progress, counted.order_by("-month", "organisation__name")))


def items_for(by: Practitioner, *, at: datetime) -> QuerySet[ReviewItem]:
    """What this person may read and judge; nothing for who reviews nothing. Never about the own accesses."""
    apart = Q(for_national=True) | Q(practitioner__in=who_is_kept_apart())
    allowed = Q(pk__in=[])
    if may(by, REVIEW, by.organisation, at=at):
        allowed |= (Q(review__organisation=by.organisation_id) | Q(organisation=by.organisation_id)) & ~apart
    if may(by, NATIONAL, by.organisation, at=at):
        allowed |= apart
    return ReviewItem.objects.filter(allowed).exclude(practitioner=by)


def unusual_to_read(by: Practitioner, *, at: datetime) -> QuerySet[ReviewItem]:
    """What was flagged within the hour in the own organisation; that it was read is in the log. Raises Refused."""
    require(by, REVIEW, by.organisation, at=at)
    with transaction.atomic():
        record("review.opened", at=at, actor=actor(by), because="unusual")
    return items_for(by, at=at).filter(kind=Listing.UNUSUAL, organisation=by.organisation_id)


def page_of(items: QuerySet[ReviewItem], *, judged: bool, page: int | str) -> Page:
    """By person, whoever has the hardest to explain first; what waits, or what is judged."""
    wanted = items.exclude(verdict="") if judged else items.filter(verdict="")
    hardest = Window(Max("score"), partition_by=F("practitioner"))
    rows = wanted.select_related("practitioner__organisation").annotate(hardest=hardest)
    ordered = rows.order_by("-hardest", "practitioner", "-score", "first_at", "pk")
    one = Paginator(ordered, ON_A_PAGE).get_page(page)
    return Page(tuple(_people(list(one))), one.paginator.count, one.number, one.paginator.num_pages)


def what_of(item: ReviewItem) -> str:
    """A child's number alone, and not where it would say that the child is shielded (R-SHIELD-1)."""
    if item.kind == Listing.OVERRIDE:
        return f"Record under override, reference {item.reference}" if item.reference else "Record under override"
    if item.kind == Listing.UNUSUAL:
        return f"{len(item.events):,} events"
    if not item.child_number:
        return f"{len(item.events):,} looks at records"
    return f"Child number {in_groups(item.child_number)}" if item.shows_number else "Record in the work of a team"


def in_groups(number: str) -> str:
    """That stay on one line."""
    return shown(number).replace(" ", "\N{NO-BREAK SPACE}")


def _progress(row: Review) -> Progress:
    counts = {name: getattr(row, name) for name in ("theirs", "theirs_open", "escalated")}
    everything, waiting = (getattr(row, name) for name in ("all_items", "open_items"))
    return Progress(
        id=row.pk,
        organisation=row.organisation.name,
        month=row.month,
        drawn_at=row.drawn_at,
        looks=row.looks,
        explained=row.explained,
        sample=row.sample,
        items=everything,
        mine=everything - counts["theirs"],
        mine_open=waiting - counts["theirs_open"],
        signed_at=row.signed_at,
        signed_by=row.signed_by.name if row.signed_by else "",
        **counts,
    )


def _people(rows: Sequence[ReviewItem]) -> Iterator[Person]:
    for _, theirs in groupby(rows, key=lambda row: row.practitioner_id):
        items = list(theirs)
        who = items[0].practitioner
        yield Person(who.name, who.job_title, who.organisation.name, tuple(map(_listed, items)))


def _listed(row: ReviewItem) -> Listed:
    return Listed(
        id=row.pk,
        kind=row.get_kind_display(),
        what=what_of(row),
        first_at=row.first_at,
        reasons=tuple(row.reasons),
        asked=row.asked_at is not None,
        answered=row.answered_at is not None,
        verdict=row.get_verdict_display() if row.verdict else "",
    )
