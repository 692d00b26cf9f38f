"""Which sources may this person see, which are theirs to look after, and who looks after one? (R-FEED-2, R-FEED-4)

A data officer sees the sources of the own area and the national ones, and looks after the former. Operators and the
national team see all; operators look after the national ones.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts import access
from accounts.access import NotYours, Refused
from accounts.holding import active_holders
from accounts.models import Kind, Organisation, Practitioner
from accounts.permissions import OPERATE
from feeds.models import Delivery, Side
from registry.models import Source
from registry.models.source import OWN_SOURCES

DATA: Final = "manage_data"
DECIDE: Final = "decide_readiness"


@dataclass(frozen=True)
class Reach:
    """`area`: whose sources this person looks after. `operates`: looks after the national ones."""

    area: Organisation | None
    operates: bool
    decides: bool

    def seen(self) -> Q:
        return Q() if self.operates or self.decides else Q(area=None) | Q(area=self.area)

    def kept(self) -> Q:
        """Nobody's where neither is theirs."""
        national = Q(area=None) if self.operates else Q(pk__in=[])
        return national | Q(area=self.area) if self.area else national

    def keeps(self, source: Source) -> bool:
        if source.area_id is None:
            return self.operates
        return self.area is not None and source.area_id == self.area.pk

    def may_stop(self, source: Source) -> bool:
        return self.operates or self.keeps(source)

    def keeps_any(self) -> bool:
        """Whether there can be sources that this person looks after, and so may register."""
        return self.operates or self.area is not None

    def sides(self, source: Source) -> tuple[Side, ...]:
        """For which sides of an accreditation this person can speak."""
        spoken = ((Side.KEEPER, self.keeps(source)), (Side.NATIONAL, self.decides))
        return tuple(side for side, speaks in spoken if speaks)


def reach_of(by: Practitioner, *, at: datetime) -> Reach:
    """Raises Refused for somebody who has nothing to do with sources, or whose access has lapsed."""
    where, missing = by.organisation, access.lapses(by, at=at)
    held = {permission: by.has_perm(f"accounts.{permission}", where) for permission in (DATA, OPERATE, DECIDE)}
    if missing or not any(held.values()):
        raise Refused(DATA, where.pk, missing)
    return Reach(area=where if held[DATA] else None, operates=held[OPERATE], decides=held[DECIDE])


def sources_of(by: Practitioner, *, at: datetime) -> QuerySet[Source]:
    """Those this person may see, national ones first. Raises Refused."""
    return _listed(reach_of(by, at=at).seen())


def sources_kept_by(by: Practitioner, *, at: datetime) -> QuerySet[Source]:
    """Those that this person looks after, and so may upload for. Raises Refused."""
    return _listed(reach_of(by, at=at).kept())


def _listed(which: Q) -> QuerySet[Source]:
    found = Source.objects.filter(which).exclude(code__in=OWN_SOURCES)
    return found.select_related("body", "area").order_by("area__name", "name")


def require_care(by: Practitioner, source: Source, *, at: datetime) -> None:
    """Raises Refused unless this person looks after the source now."""
    if not reach_of(by, at=at).keeps(source):
        raise refused(by, source)


def refused(by: Practitioner, source: Source) -> Refused:
    """The answer to somebody who does not look after this source."""
    return Refused(DATA if source.area_id else OPERATE, by.organisation_id)


def require_side(by: Practitioner, source: Source, *, at: datetime) -> None:
    """Raises Refused unless this person speaks for one side of its accreditation."""
    if not reach_of(by, at=at).sides(source):
        raise Refused(DECIDE, by.organisation_id)


def source_to_see(source: UUID, *, by: Practitioner, at: datetime) -> Source:
    """Raises Refused, NotYours."""
    if found := sources_of(by, at=at).filter(pk=source).first():
        return found
    raise NotYours(DATA, by.organisation_id)


def source_to_look_after(source: UUID, *, by: Practitioner, at: datetime) -> Source:
    """One that this person may change. Raises Refused, NotYours."""
    found = source_to_see(source, by=by, at=at)
    require_care(by, found, at=at)
    return found


def source_to_change(source: UUID, *, by: Practitioner, at: datetime) -> Source:
    """The same, locked until the transaction ends. Raises Refused, NotYours."""
    return locked(source_to_look_after(source, by=by, at=at))


def source_to_stop(source: UUID, *, by: Practitioner, at: datetime) -> Source:
    """By whoever looks after it, or an operator. Raises Refused, NotYours."""
    found = source_to_see(source, by=by, at=at)
    if not reach_of(by, at=at).may_stop(found):
        raise refused(by, found)
    return found


def delivery_to_see(delivery: UUID, *, by: Practitioner, at: datetime) -> Delivery:
    """Its counts are about nobody, so whoever sees the source may. Raises Refused, NotYours."""
    found = Delivery.objects.filter(pk=delivery, source__in=sources_of(by, at=at))
    if one := found.select_related("source__area", "source__body", "sent_by").first():
        return one
    raise NotYours(DATA, by.organisation_id)


def locked(source: Source) -> Source:
    """The same source, locked until the transaction ends."""
    return Source.objects.select_for_update(of=("self",)).select_related("body", "area").get(pk=source.pk)


def keepers_of(source: Source) -> list[Practitioner]:
    """Those who look after it, as far as their accounts are open."""
    return active_holders(DATA if source.area_id else OPERATE, source.area)


def people_of(side: Side, source: Source) -> list[Practitioner]:
    """Who can speak for this side of the accreditation of the source, with an active account."""
    if side == Side.KEEPER:
        return keepers_of(source)
    return active_holders(DECIDE, Organisation.objects.filter(kind=Kind.NATIONAL_TEAM).first())
