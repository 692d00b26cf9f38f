"""Which sources may this person see, and which are theirs to look after? (R-FEED-2)

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
from feeds.models import Side
from registry.models import Source
from registry.models.source import BY_HAND

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

    def keeps(self, source: Source) -> bool:
        if source.area_id is None:
            return self.operates
        return self.area is not None and source.area_id == self.area.pk

    def may_stop(self, source: Source) -> bool:
        return self.operates or self.keeps(source)

    def registers(self) -> bool:
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
    found = Source.objects.filter(reach_of(by, at=at).seen()).exclude(code=BY_HAND)
    return found.select_related("body", "area").order_by("area__name", "name")


def source_to_see(source: UUID, *, by: Practitioner, at: datetime) -> Source:
    """Raises Refused, NotYours."""
    if found := sources_of(by, at=at).filter(pk=source).first():
        return found
    raise NotYours(DATA, by.organisation_id)


def source_to_look_after(source: UUID, *, by: Practitioner, at: datetime) -> Source:
    """One that this person may change. Raises Refused, NotYours."""
    found = source_to_see(source, by=by, at=at)
    if not reach_of(by, at=at).keeps(found):
        raise Refused(DATA if found.area_id else OPERATE, by.organisation_id)
    return found


def source_to_change(source: UUID, *, by: Practitioner, at: datetime) -> Source:
    """The same, locked until the transaction ends. Raises Refused, NotYours."""
    return locked(source_to_look_after(source, by=by, at=at))


def locked(source: Source) -> Source:
    """The same source, locked until the transaction ends."""
    return Source.objects.select_for_update(of=("self",)).select_related("body", "area").get(pk=source.pk)


def people_of(side: Side, source: Source) -> list[Practitioner]:
    """Who can speak for this side of the accreditation of the source, with an active account."""
    if side == Side.KEEPER:
        return active_holders(DATA if source.area_id else OPERATE, source.area)
    return active_holders(DECIDE, Organisation.objects.filter(kind=Kind.NATIONAL_TEAM).first())
