"""What stands in a record, for somebody who may see all of it? Rows of its tables, or what they would be (R-SHIELD-7).

Of a shielded child the tables hold what anybody may see, so the rest is computed from its sealed statements, and never
written. Whoever asks has to know that the person may see it: registry.disclosure, registry.sides, matching.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Model, prefetch_related_objects

from registry.models import (
    Address,
    Attendance,
    Caf,
    Carer,
    Child,
    ChildName,
    Identifier,
    Involvement,
    LeadProfessional,
    PracticeRegistration,
    Provenance,
)
from registry.record.compute import Record, compute
from registry.record.tables import CAF, LEAD, PARTS, Part, involvement
from registry.record.write import sayings_of
from registry.shields import shielded_among
from registry.withdrawals import without_withdrawn


@dataclass(frozen=True)
class Parts:
    """The rows of one record, in their order, each with who said so."""

    provenance: tuple[Provenance, ...] = ()
    names: tuple[ChildName, ...] = ()
    addresses: tuple[Address, ...] = ()
    carers: tuple[Carer, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    registrations: tuple[PracticeRegistration, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    involvements: tuple[Involvement, ...] = ()
    leads: tuple[LeadProfessional, ...] = ()
    caf: Caf | None = None
    date_of_death: date | None = None


_NAMES: Final[dict[type[Model], str]] = {
    Provenance: "provenance",
    ChildName: "names",
    Address: "addresses",
    Carer: "carers",
    Attendance: "attendances",
    PracticeRegistration: "registrations",
    Identifier: "identifiers",
    Involvement: "involvements",
    LeadProfessional: "leads",
}
_BESIDE: Final[dict[type[Model], tuple[str, ...]]] = {Attendance: ("setting",), PracticeRegistration: ("practice",)}
_WHO: Final = ("source", "stated_by")
_ENTERED: Final = (Involvement, LeadProfessional, Caf)  # by practitioners too: these rows stay in their tables
Rows = dict[UUID, list[Any]]  # by child


def parts_of(children: Collection[UUID]) -> dict[UUID, Parts]:
    """By child, in a few statements however many there are."""
    shielded = shielded_among(children)
    lying = set(children) - shielded
    deaths = dict(Child.objects.filter(pk__among=lying).values_list("pk", "date_of_death"))
    tables: tuple[type[Any], ...] = (*_NAMES, Caf)
    found = _assembled(deaths, {model: _rows(model, lying) for model in tables}) if lying else {}
    return {**found, **_computed(shielded)} if shielded else found


def parts_said(child: UUID, record: Record) -> Parts:
    """The rows of a record that is computed from some of what is said of the child: from one statement, say."""
    rows: dict[type[Any], Rows] = {part.model: _made(part, {child: record}) for part in (*PARTS, LEAD, CAF)}
    rows[Involvement] = _involvements({child: record})
    return _assembled({child: record.date_of_death and record.date_of_death.value}, rows)[child]


def _rows(model: type[Any], children: Collection[UUID], **which: Any) -> Rows:
    found: Rows = defaultdict(list)
    beside = (*_WHO, *_BESIDE.get(model, ()))
    for row in model.objects.filter(child__among=children, **which).select_related(*beside).order_by("pk"):
        found[row.child_id].append(row)
    return found


def _assembled(deaths: Mapping[UUID, date | None], rows: Mapping[type[Any], Rows]) -> dict[UUID, Parts]:
    return {
        child: Parts(
            **{name: tuple(rows[model].get(child, ())) for model, name in _NAMES.items()},
            caf=next(iter(rows[Caf].get(child, ())), None),
            date_of_death=died,
        )
        for child, died in deaths.items()
    }


def _computed(children: Collection[UUID]) -> dict[UUID, Parts]:
    """What the tables would hold if these children were not shielded."""
    records = {child: compute(said.values()) for child, said in sayings_of(children).items()}
    rows: dict[type[Any], Rows] = {part.model: _made(part, records) for part in PARTS}
    entered: dict[type[Model], Rows] = {model: _rows(model, children, source=None) for model in _ENTERED}
    both = _with(entered[Involvement], _involvements(records))
    rows[Involvement] = {child: sorted(involvements, key=lambda row: row.pk) for child, involvements in both.items()}
    for part in (LEAD, CAF):
        by_hand = entered[part.model]
        said = {child for child, there in by_hand.items() if any(getattr(row, "until", None) is None for row in there)}
        unsaid = {child: record for child, record in records.items() if child not in said}
        rows[part.model] = _with(by_hand, _made(part, unsaid))
    return _assembled(
        {child: record.date_of_death and record.date_of_death.value for child, record in records.items()}, rows
    )


def _made(part: Part, records: Mapping[UUID, Record]) -> Rows:
    found: Rows = {child: [part.instance(row) for row in part.rows_of(child, one)] for child, one in records.items()}
    prefetch_related_objects([row for rows in found.values() for row in rows], *_WHO, *_BESIDE.get(part.model, ()))
    return found


def _involvements(records: Mapping[UUID, Record]) -> Rows:
    said = (involvement(child, said) for child, record in records.items() for said in record.services)
    found: Rows = {child: [] for child in records}
    rows = without_withdrawn(said)
    for row in rows:
        found[row.child_id].append(row)
    prefetch_related_objects(rows, *_WHO)
    return found


def _with(some: Rows, others: Rows) -> Rows:
    return {child: [*some.get(child, ()), *others.get(child, ())] for child in {*some, *others}}
