"""How is a child of the registry described, so that a row or another record can be compared with it?

Of a shielded child too, from what lies sealed: for matching and for those who decide, never for a page (R-SHIELD-3).
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from registry.matching.described import Described, identifying, of_now, parties_of
from registry.models import AddressKind, Child, Status
from registry.record.parts import Parts, parts_of
from registry.shields import shielded_among


@dataclass(frozen=True)
class Known(Described):
    """A child of the registry."""

    child: UUID
    status: str
    shielded: bool

    @property
    def closed(self) -> bool:
        """Merged away, or a new identity began: nothing may join the two (R-REC-7)."""
        return self.status == Status.CLOSED


def known(children: Collection[UUID]) -> dict[UUID, Known]:
    """These children of the registry, read in sets."""
    parts, shielded = parts_of(children), shielded_among(children)
    rows = Child.objects.filter(pk__among=children)
    return {row.pk: _known(row, parts[row.pk], shielded=row.pk in shielded) for row in rows}


def _known(row: Child, parts: Parts, *, shielded: bool) -> Known:
    place = next((place for place in parts.addresses if place.kind != AddressKind.FORMER), None)
    numbers = [(one.scheme, one.value) for one in parts.identifiers]
    parties = parties_of(
        [(name.forename, name.surname) for name in parts.names],
        birth_date=row.date_of_birth,
        gender=row.gender,
        postcode=place.postcode if place else "",
        address=place.lines if place else "",
        school=next((one.setting_id for one in parts.attendances if one.setting_id and one.ended_on is None), ""),
        now=of_now(numbers),
    )
    estimated = row.birth_date_estimated
    return Known(parties, identifying(numbers), row.pk, row.status, shielded, estimated=estimated)
