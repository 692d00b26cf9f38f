"""Which shields of the area are there, and which wait for whom? By numbers alone: nobody is named in a list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.access import may
from accounts.models import Organisation, Practitioner
from registry.for_officers import SHIELD, require_officer
from registry.number import shown
from registry.visible import children_of_area
from shielding.models import Proposal, Shield, What
from shielding.overdue import SOON
from shielding.words import because_in_words

ON_A_PAGE: Final = 50
_ASKED: Final = Proposal.objects.filter(shield=OuterRef("pk"), outcome="")


@dataclass(frozen=True)
class Group:
    """Some of the area's shields, by what is to be done about them; `work` says it on a home page."""

    code: str
    name: str
    work: str
    condition: Callable[[datetime], Q]
    order: str
    nothing: str


def _soon(at: datetime) -> Q:
    return Q(review_on__lte=timezone.localdate(at) + SOON)


GROUPS: Final = {
    group.code: group
    for group in (
        Group(
            "confirm",
            "To be confirmed",
            "Hidden records to be confirmed by a second person",
            lambda _: Q(confirmed_at=None) & ~Q(Exists(_ASKED)),
            "confirm_by",
            "No record waits to be confirmed.",
        ),
        Group(
            "decide",
            "Requests to show again, or more",
            "Requests to show a hidden record again, or more of it",
            lambda _: Q(Exists(_ASKED)),
            "confirm_by",
            "Nobody asks to show more of a record.",
        ),
        Group(
            "review",
            "Reviews due",
            "Hidden records to review",
            _soon,
            "review_on",
            "No review is due in the next two weeks.",
        ),
        Group("all", "All hidden records", "Hidden records", lambda _: Q(), "-put_on_at", "No record is hidden."),
    )
}


@dataclass(frozen=True)
class Listed:
    """One shield. `asks`: what one person wants and another has to agree to."""

    id: UUID
    reference: str
    because: str
    since: datetime
    put_on_by: str
    confirm_by: datetime | None
    late: bool
    review_on: date
    review_late: bool
    asks: str
    mine: bool  # begun by this person: somebody else goes on


@dataclass(frozen=True)
class Page:
    group: Group
    rows: tuple[Listed, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Count:
    """How many, and since when the oldest is due."""

    group: Group
    count: int
    oldest: date | datetime | None


def of_group(group: Group, *, area: Organisation, at: datetime) -> QuerySet[Shield]:
    open_ones = Shield.objects.filter(ended_at=None, child__in=children_of_area(area))
    return open_ones.filter(group.condition(at)).order_by(group.order, "pk")


def count(group: Group, *, area: Organisation, at: datetime) -> int:
    return of_group(group, area=area, at=at).count()


def waiting_for(person: Practitioner, *, at: datetime) -> list[tuple[str, str, int]]:
    """For the home pages: words, address, how many. Nothing for who shields nobody."""
    if not may(person, SHIELD, person.organisation, at=at):
        return []
    groups = [GROUPS[code] for code in ("confirm", "decide", "review")]
    return [
        (group.work, f"{reverse('shields')}?show={group.code}", count(group, area=person.organisation, at=at))
        for group in groups
    ]


def counts(by: Practitioner, *, at: datetime) -> tuple[Count, ...]:
    """Every list with its oldest. Raises NotYours."""
    require_officer(by, at=at)
    found = []
    for group in GROUPS.values():
        rows = of_group(group, area=by.organisation, at=at)
        first = rows.values_list(group.order.lstrip("-"), flat=True).first()
        oldest = first if group.code in ("confirm", "review") else None
        found.append(Count(group, rows.count(), timezone.localtime(oldest) if isinstance(oldest, datetime) else oldest))
    return tuple(found)


def page_of(code: str, *, by: Practitioner, at: datetime, page: int = 1) -> Page:
    """A page of one list; of all where there is no such list. Raises NotYours."""
    require_officer(by, at=at)
    group = GROUPS.get(code, GROUPS["all"])
    rows = of_group(group, area=by.organisation, at=at).select_related("child", "put_on_by", "source")
    shown_ = Paginator(rows.prefetch_related("proposals"), ON_A_PAGE).get_page(page)
    listed = tuple(_listed(row, by=by, at=at) for row in shown_)
    return Page(group, listed, shown_.paginator.count, shown_.number, shown_.paginator.num_pages)


def _listed(row: Shield, *, by: Practitioner, at: datetime) -> Listed:
    asked = next((one for one in row.proposals.all() if not one.outcome), None)
    return Listed(
        id=row.pk,
        reference=shown(row.child.number),
        because=because_in_words(row.because),
        since=timezone.localtime(row.put_on_at),
        put_on_by=row.put_on_by.name if row.put_on_by else row.source.name if row.source else "ContactPoint",
        confirm_by=None if row.confirmed_at else timezone.localtime(row.confirm_by),
        late=row.confirmed_at is None and row.confirm_by <= at,
        review_on=row.review_on,
        review_late=row.review_on < timezone.localdate(at),
        asks=str(What(asked.what).label) if asked else "",
        mine=by.pk == (asked.asked_by_id if asked else row.put_on_by_id),
    )
