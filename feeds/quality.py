"""What did each source deliver in a month, and how much of it could be taken as it was? (issue 7)"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from contactpoint.pages.months import bounds
from feeds.models import Delivery
from registry.models import Source

COUNTS = ("received", "pending", "created", "updated", "unchanged", "quarantined", "refused", "waiting")


@dataclass(frozen=True)
class Quality:
    """Of one source, or of all those of an area. `taken` and `decided` count rows, like what follows them."""

    id: UUID | None
    label: str
    deliveries: int
    received: int
    taken: int
    decided: int
    quarantined: int
    refused: int
    waiting: int


def delivered_in(month: date, sources: QuerySet[Source]) -> QuerySet[Delivery]:
    """In earnest; also those that were refused as a whole."""
    since, until = bounds(month)
    return Delivery.objects.filter(trial=False, received_at__gte=since, received_at__lt=until, source__in=sources)


def by_source(month: date, sources: QuerySet[Source]) -> list[Quality]:
    """By name."""
    return _summed(month, sources, "source__id", "source__name", "source__body__name", "source__area__name")


def by_area(month: date, sources: QuerySet[Source]) -> list[Quality]:
    """By name, the national sources first: theirs has no id."""
    return _summed(month, sources, "source__area__id", "source__area__name")


def _summed(month: date, sources: QuerySet[Source], *names: str) -> list[Quality]:
    rows = delivered_in(month, sources).order_by().values(*names)
    sums = {f"all_{name}": Sum(name) for name in COUNTS}
    found = [_quality(row, names) for row in rows.annotate(deliveries=Count("pk"), **sums)]
    return sorted(found, key=lambda one: (one.id is not None, one.label))


def _quality(row: dict[str, object], names: tuple[str, ...]) -> Quality:
    counts = {name: int(str(row[f"all_{name}"])) for name in COUNTS}
    pk, *words = (row[name] for name in names)
    return Quality(
        id=pk if isinstance(pk, UUID) else None,
        label=", ".join(str(word or "National sources") for word in words),
        deliveries=int(str(row["deliveries"])),
        received=counts["received"],
        taken=counts["created"] + counts["updated"] + counts["unchanged"],
        decided=counts["received"] - counts["pending"],
        quarantined=counts["quarantined"],
        refused=counts["refused"],
        waiting=counts["waiting"],
    )
