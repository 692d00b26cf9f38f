"""Which values does a source still say that were corrected, so that its supplier puts them right? (R-REC-6)

Read from the statements as they lie: what a shielded child's sources say lies sealed, and is in no answer here
(R-SHIELD-8). Once the supplier says the same, it is no longer in the list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from registry.assertion import Assertion, but
from registry.models import AddressKind, Child, Item, NameKind, Source, SourceRecord, Status
from registry.models.source import CORRECTED
from registry.record.pins import against_correction
from registry.shields import shielded_among
from registry.values import in_statement


@dataclass(frozen=True)
class ToReturn:
    """One value under the supplier's own key. `should` is empty where the authority has to be asked."""

    child: UUID
    number: str
    key: str
    item: str
    says: str
    should: str
    corrected_at: datetime


def to_return(source: Source) -> list[ToReturn]:
    """In the order of the supplier's keys: of open records, and the items that the source may assert."""
    pins = _pins(_open_children())
    rows = SourceRecord.objects.filter(source=source, withdrawn_at=None, child__in=pins).select_related("child")
    found = [one for row in rows for pin in pins[row.child_id] for one in _wrong(row, pin, set(source.asserts))]
    return sorted(found, key=lambda one: (one.key, one.item))


def _open_children() -> set[UUID]:
    """Of whom something was corrected: few, whatever the registry holds."""
    corrected = SourceRecord.objects.filter(source__code=CORRECTED, withdrawn_at=None, child__status=Status.OPEN)
    children = set(corrected.values_list("child", flat=True))
    return children - shielded_among(children)


def _pins(children: set[UUID]) -> dict[UUID, list[SourceRecord]]:
    pins: dict[UUID, list[SourceRecord]] = {child: [] for child in children}
    rows = SourceRecord.objects.filter(source__code=CORRECTED, withdrawn_at=None, child__in=children)
    for row in rows.order_by("-as_at"):
        pins[row.child_id].append(row)
    return pins


def _wrong(row: SourceRecord, pin: SourceRecord, asserts: set[str]) -> Iterator[ToReturn]:
    said, right = Assertion.from_dict(row.assertion), Assertion.from_dict(pin.assertion)
    for item in asserts.intersection(right.corrects):
        if against_correction(item, said, right):
            says = " / ".join(in_statement(item, said))
            at = timezone.localtime(pin.as_at)
            yield ToReturn(row.child_id, row.child.number, row.key, item, says, _right(item, right, said), at)


def _right(item: str, right: Assertion, said: Assertion) -> str:
    """The value of now in the place of the supplier's. Of carers none: the others may be known to others alone; of
    numbers those of the series that it speaks of (R-REC-2).
    """
    if item == Item.CARERS:
        return ""
    now = but(
        right,
        names=tuple(one for one in right.names if one.kind == NameKind.CURRENT),
        addresses=tuple(one for one in right.addresses if one.kind != AddressKind.FORMER),
        settings=tuple(one for one in right.settings if one.ended_on is None),
        identifiers={scheme: right.identifiers.get(scheme, ()) for scheme in said.identifiers},
    )
    return " / ".join(in_statement(item, now))


def speaks_of_corrected(children: set[UUID]) -> bool:
    """Whether something was corrected of one of these that lies open."""
    return SourceRecord.objects.filter(source__code=CORRECTED, child__in=children).exists()


def children_in(rows: list[ToReturn]) -> list[Child]:
    return list(Child.objects.filter(pk__in={one.child for one in rows}))
