"""Whose is this source: who brings its deliveries, decides about them, and may read their reports? (R-FEED-2)

A source with an area is looked after by the data officers there, a national one by the operators. Reports hold counts
and no person, so the national team reads those of every source.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.access import NotYours, Refused, require
from accounts.administrators import holders_of, operators
from accounts.models import Organisation, Practitioner
from feeds.models import Delivery
from registry.models import BY_HAND, Source

AREA: Final = "manage_data"
NATIONAL: Final = "operate"
READS_ALL: Final = "decide_readiness"


def require_care(by: Practitioner, source: Source, *, at: datetime) -> None:
    """Raises Refused unless this person looks after the source now."""
    permission, organisation = _held(source, by)
    require(by, permission, organisation, at=at)


def sources_of(by: Practitioner, *, at: datetime) -> QuerySet[Source]:
    """Those that this person looks after. Raises Refused when that is none of their work."""
    return _all().filter(_mine(by, at=at))


def sources_read_by(by: Practitioner, *, at: datetime) -> QuerySet[Source]:
    """Those whose reports this person may read. Raises Refused."""
    if _may(by, NATIONAL) or _may(by, READS_ALL):
        require(by, NATIONAL if _may(by, NATIONAL) else READS_ALL, by.organisation, at=at)
        return _all()
    return sources_of(by, at=at)


def source_read_by(by: Practitioner, source: UUID, *, at: datetime) -> Source:
    """Raises Refused, NotYours."""
    if found := sources_read_by(by, at=at).filter(pk=source).first():
        return found
    raise NotYours(AREA, by.organisation_id)


def delivery_read_by(by: Practitioner, delivery: UUID, *, at: datetime) -> Delivery:
    """Raises Refused, NotYours."""
    found = Delivery.objects.filter(pk=delivery, source__in=sources_read_by(by, at=at))
    if one := found.select_related("source__area", "source__body", "sent_by").first():
        return one
    raise NotYours(AREA, by.organisation_id)


def looks_after(by: Practitioner, source: Source) -> bool:
    """Whether the page shows this person what can be done; what is done asks again."""
    permission, organisation = _held(source, by)
    return by.has_perm(f"accounts.{permission}", organisation)


def keepers_of(source: Source) -> list[Practitioner]:
    """Those who look after it, as far as their accounts are open."""
    return holders_of(AREA, source.area) if source.area else operators()


def _held(source: Source, by: Practitioner) -> tuple[str, Organisation]:
    """The permission that it takes, and where it has to be held."""
    return (AREA, source.area) if source.area else (NATIONAL, by.organisation)


def _mine(by: Practitioner, *, at: datetime) -> Q:
    if _may(by, NATIONAL):
        require(by, NATIONAL, by.organisation, at=at)
        return Q(area=None)
    require(by, AREA, by.organisation, at=at)
    return Q(area=by.organisation_id)


def _may(by: Practitioner, permission: str) -> bool:
    return by.has_perm(f"accounts.{permission}", by.organisation)


def _all() -> QuerySet[Source]:
    """What practitioners enter is no feed."""
    return Source.objects.exclude(code=BY_HAND).select_related("area", "body").order_by("name", "code")
