"""Who is told that feeds are late? Each who looks after one, once a day at most (nightly)."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, Practitioner
from accounts.notices import tell
from feeds.monitor import late
from feeds.scope import keepers_of
from registry.models import Source
from registry.models.source import OWN_SOURCES

KIND = "feeds_late"


def tell_of_late_feeds(*, at: datetime) -> int:
    """How many feeds are late of which somebody was told now."""
    waited_for = (
        Source.objects.exclude(code__in=OWN_SOURCES).filter(every_days__isnull=False).select_related("area", "body")
    )
    by_area: dict[UUID | None, list[Source]] = defaultdict(list)
    for feed in late(waited_for, at=at):
        by_area[feed.source.area_id].append(feed.source)
    return sum(_tell(sources, at=at) for sources in by_area.values())


def _tell(sources: list[Source], *, at: datetime) -> int:
    told = [_tell_one(person, len(sources), at=at) for person in keepers_of(sources[0])]
    return len(sources) if any(told) else 0


def _tell_one(person: Practitioner, feeds: int, *, at: datetime) -> bool:
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    with transaction.atomic():
        Practitioner.objects.select_for_update(no_key=True).get(pk=person.pk)  # two may ask at once
        if Notice.objects.filter(practitioner=person, kind=KIND, at__gte=today).exists():
            return False
        tell(person, KIND, at=at, path=reverse("feeds"), feeds=feeds)
        return True
