"""How is the computed record written? Everything that sources said is replaced, for many children at once.

What a practitioner recorded on the page (an involvement, a lead, a CAF) has no source and is left alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Model

from registry.assertion import Assertion, ServiceSaid
from registry.index import index_children
from registry.models import (
    Address,
    Attendance,
    Caf,
    Carer,
    Child,
    ChildName,
    Gender,
    Identifier,
    Involvement,
    Item,
    LeadProfessional,
    PracticeRegistration,
    Provenance,
    SourceRecord,
)
from registry.record.compute import Record, Said, Saying, compute, service_key
from registry.record.entries import index_entry
from registry.shields import shielded_among

Build = Callable[[UUID, Record], Iterator[Model]]


def rebuild(children: Iterable[UUID], *, at: datetime) -> None:
    """Computes and writes the records of these children again, and their rows of the search index."""
    ids = sorted(set(children))
    records = {child: compute(sayings) for child, sayings in _sayings(ids).items()}
    if not records:
        return
    _write_child_rows(records)
    for model, build in _TABLES:
        model._default_manager.filter(child__in=records, source__isnull=False).delete()
        model._default_manager.bulk_create(row for child, record in records.items() for row in build(child, record))
    _write_involvements(records, at=at)
    _write_leads(records)
    _write_cafs(records)
    shielded = shielded_among(records)
    index_children([index_entry(child, record, shielded=child in shielded) for child, record in records.items()])


def _sayings(ids: list[UUID]) -> dict[UUID, list[Saying]]:
    said: dict[UUID, list[Saying]] = defaultdict(list)
    for record in SourceRecord.objects.filter(child__in=ids, withdrawn_at=None).select_related("source"):
        said[record.child_id].append(
            Saying(
                source=record.source_id,
                ranks=record.source.precedence,
                as_at=record.as_at,
                assertion=Assertion.from_dict(record.assertion),
                stated_by=record.stated_by_id,
            )
        )
    return said


def _origin(said: Said[Any]) -> dict[str, Any]:
    """Who said so: the person where it was entered by hand, else the source."""
    if said.by.stated_by:
        return {"stated_by_id": said.by.stated_by, "source_id": None, "as_at": said.by.as_at}
    return {"source_id": said.by.source, "stated_by_id": None, "as_at": said.by.as_at}


def _write_child_rows(records: dict[UUID, Record]) -> None:
    children = Child.objects.in_bulk(list(records))
    for key, record in records.items():
        child = children[key]
        child.date_of_birth = record.date_of_birth.value if record.date_of_birth else None
        child.birth_date_estimated = bool(
            record.date_of_birth and record.date_of_birth.by.assertion.birth_date_estimated
        )
        child.gender = record.gender.value if record.gender else Gender.NOT_SPECIFIED
        child.date_of_death = record.date_of_death.value if record.date_of_death else None
    fields = ["date_of_birth", "birth_date_estimated", "gender", "date_of_death"]
    Child.objects.bulk_update(children.values(), fields)
    Provenance.objects.filter(child__in=records).delete()
    Provenance.objects.bulk_create(row for child, record in records.items() for row in _provenance(child, record))


def _provenance(child: UUID, record: Record) -> Iterator[Provenance]:
    scalars = (
        (Item.BIRTH_DATE, record.date_of_birth),
        (Item.GENDER, record.gender),
        (Item.DEATH_DATE, record.date_of_death),
    )
    return (Provenance(child_id=child, item=item, **_origin(said)) for item, said in scalars if said)


def _plain_rows(model: type[Model], values: Callable[[Record], tuple[Said[Any], ...]]) -> Build:
    """Rows whose columns are the fields of what was said."""

    def build(child: UUID, record: Record) -> Iterator[Model]:
        return (model(child_id=child, **asdict(said.value), **_origin(said)) for said in values(record))

    return build


def _attendances(child: UUID, record: Record) -> Iterator[Model]:
    for said in record.settings:
        columns = asdict(said.value)
        yield Attendance(child_id=child, setting_id=columns.pop("urn") or None, **columns, **_origin(said))


def _registrations(child: UUID, record: Record) -> Iterator[Model]:
    if said := record.practice:
        yield PracticeRegistration(
            child_id=child,
            practice_id=said.value.ods_code,
            started_on=said.value.started_on,
            **_origin(said),
        )


def _identifiers(child: UUID, record: Record) -> Iterator[Model]:
    for said in record.identifiers:
        scheme, value = said.value
        yield Identifier(child_id=child, scheme=scheme, value=value, **_origin(said))


_TABLES: tuple[tuple[type[Any], Build], ...] = (
    (ChildName, _plain_rows(ChildName, lambda record: record.names)),
    (Address, _plain_rows(Address, lambda record: record.addresses)),
    (Carer, _plain_rows(Carer, lambda record: record.carers)),
    (Attendance, _attendances),
    (PracticeRegistration, _registrations),
    (Identifier, _identifiers),
)


def _involvement_id(child: UUID, said: Said[ServiceSaid]) -> UUID:
    """The same involvement has the same id at every rebuild, so that a lead and a page address stay true."""
    return uuid5(child, "|".join((str(said.by.source), *service_key(said.value))))


def _write_involvements(records: dict[UUID, Record], *, at: datetime) -> None:
    rows = [_involvement(child, said) for child, record in records.items() for said in record.services]
    keep = [row.pk for row in rows]
    Involvement.objects.filter(child__in=records, source__isnull=False).exclude(pk__in=keep).delete()
    columns = [f.name for f in Involvement._meta.concrete_fields if f.name not in ("id", "child")]
    Involvement.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=columns)


def _involvement(child: UUID, said: Said[ServiceSaid]) -> Involvement:
    columns = asdict(said.value)
    columns.pop("lead")
    return Involvement(
        id=_involvement_id(child, said),
        child_id=child,
        confirmed_at=said.by.as_at,
        **columns,
        **_origin(said),
    )


def _write_leads(records: dict[UUID, Record]) -> None:
    """The newest lead that a source names, unless a practitioner recorded one on the page."""
    LeadProfessional.objects.filter(child__in=records, source__isnull=False).delete()
    by_hand = set(LeadProfessional.objects.filter(child__in=records, until=None).values_list("child", flat=True))
    LeadProfessional.objects.bulk_create(
        LeadProfessional(
            child_id=child,
            involvement_id=_involvement_id(child, said),
            since=_since(said),
            **_origin(said),
        )
        for child, record in records.items()
        if child not in by_hand and (said := _lead(record))
    )


def _lead(record: Record) -> Said[ServiceSaid] | None:
    leading = (said for said in record.services if said.value.lead and said.value.ended_on is None)
    return max(leading, key=lambda said: (said.by.as_at, said.value.started_on), default=None)


def _since(said: Said[ServiceSaid]) -> date:
    return said.value.started_on


def _write_cafs(records: dict[UUID, Record]) -> None:
    Caf.objects.filter(child__in=records, source__isnull=False).delete()
    by_hand = set(Caf.objects.filter(child__in=records).values_list("child", flat=True))
    Caf.objects.bulk_create(
        Caf(child_id=child, **asdict(record.caf.value), **_origin(record.caf))
        for child, record in records.items()
        if record.caf and child not in by_hand
    )
