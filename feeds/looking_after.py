"""Who decides about the deliveries of a source, who is told of them, and whose report may somebody read? (R-FEED-4)"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.access import NotYours, require
from accounts.holding import active_holders
from accounts.models import Practitioner
from accounts.permissions import OPERATE
from feeds.models import Delivery
from feeds.scope import DATA, Reach, reach_of, sources_of
from registry.models import Source


def require_care(by: Practitioner, source: Source, *, at: datetime) -> None:
    """Raises Refused unless this person looks after the source now."""
    if source.area:
        require(by, DATA, source.area, at=at)
    else:
        require(by, OPERATE, by.organisation, at=at)


def sources_kept_by(by: Practitioner, *, at: datetime) -> QuerySet[Source]:
    """Those that this person looks after, and so may upload for. Raises Refused."""
    return sources_of(by, at=at).filter(_kept(reach_of(by, at=at)))


def delivery_to_see(delivery: UUID, *, by: Practitioner, at: datetime) -> Delivery:
    """Its counts are about nobody, so whoever sees the source may. Raises Refused, NotYours."""
    found = Delivery.objects.filter(pk=delivery, source__in=sources_of(by, at=at))
    if one := found.select_related("source__area", "source__body", "sent_by").first():
        return one
    raise NotYours(DATA, by.organisation_id)


def keepers_of(source: Source) -> list[Practitioner]:
    """Those who look after it, as far as their accounts are open."""
    return active_holders(DATA, source.area) if source.area else active_holders(OPERATE, None)


def _kept(reach: Reach) -> Q:
    """Nobody's where neither is theirs."""
    kept = Q(pk__in=[])
    if reach.operates:
        kept |= Q(area=None)
    if reach.area:
        kept |= Q(area=reach.area)
    return kept
