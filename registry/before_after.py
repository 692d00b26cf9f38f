"""What do others see of this record, hidden and not? For whoever decides which of the two it shall be (R-SHIELD-4)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from accounts.models import Practitioner
from registry import contacts
from registry.models import Child, NameKind
from registry.number import shown
from registry.particulars import details, shown_carers, shown_names, shown_places
from registry.record.parts import Parts, parts_of
from registry.shields import Visible

Line = tuple[str, str]  # label, value
ALWAYS: Final = ("Date of birth", "Gender")


@dataclass(frozen=True)
class Both:
    """One field; empty is not seen."""

    label: str
    one: str
    other: str


def seen_of(row: Child, visible: Visible | None, *, viewer: Practitioner, at: datetime) -> tuple[Line, ...]:
    """What a practitioner sees of the record: all of it, or of a shielded one what is `visible`."""
    parts = parts_of([row.pk])[row.pk]
    hidden = visible is not None
    lines = [*_who(row, parts, visible, at=at), *([] if hidden else _whereabouts(row, parts, viewer=viewer, at=at))]
    return tuple((label, value) for label, value in lines if value)


def beside(one: Iterable[Line], other: Iterable[Line]) -> tuple[Both, ...]:
    """Field by field; several values of one field stand together."""
    first, second = _joined(one), _joined(other)
    return tuple(Both(label, first.get(label, ""), second.get(label, "")) for label in {**first, **second})


def _joined(lines: Iterable[Line]) -> dict[str, str]:
    found: dict[str, str] = {}
    for label, value in lines:
        found[label] = f"{found[label]}; {value}" if label in found else value
    return found


def _who(row: Child, parts: Parts, visible: Visible | None, *, at: datetime) -> Iterator[Line]:
    names = visible.names_among(row.pk, parts.names) if visible else parts.names
    for name in shown_names(replace(parts, names=tuple(names))):
        yield ("Name" if name.kind == NameKind.CURRENT else "Other names"), name.name
    for value in details(row, parts, at=at):
        if value.label in ALWAYS:
            yield value.label, value.value
    yield "ContactPoint number", shown(row.number)
    if not (visible and visible.carers_hidden):
        for carer in shown_carers(parts):
            yield "Parents and carers", carer.name


def _whereabouts(row: Child, parts: Parts, *, viewer: Practitioner, at: datetime) -> Iterator[Line]:
    for place in shown_places(parts):
        yield place.kind, place.address
    for carer in shown_carers(parts):
        yield "How to reach parents and carers", ", ".join(part for part in (carer.phone, carer.address) if part)
    for value in details(row, parts, at=at):
        if value.label not in ALWAYS:
            yield value.label, value.value
    for one in contacts.of(parts, viewer=viewer, at=at)[0]:
        yield "Works with the child", ", ".join(part for part in (one.name, one.service, one.organisation) if part)
