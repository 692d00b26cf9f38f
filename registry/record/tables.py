"""Which rows of which table does a computed record become? A table for each part of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import Model

from registry.assertion import ServiceSaid
from registry.models import (
    Address,
    Attendance,
    Carer,
    ChildName,
    Gender,
    Identifier,
    Involvement,
    Item,
    PracticeRegistration,
    Provenance,
)
from registry.record.compute import Record, Said, service_key

Row = dict[str, Any]
RowsOf = Callable[[UUID, Record], Iterator[Row]]


@dataclass(frozen=True)
class Part:
    """What of the record stands in a table of its own: where it is the same as before, the rows are too."""

    model: type[Model]
    said: Callable[[Record], Any]
    rows_of: RowsOf


def origin(said: Said[Any]) -> Row:
    """Who said so: the person where it was entered by hand, else the source."""
    by_hand = said.by.stated_by is not None
    return {
        "source_id": None if by_hand else said.by.source,
        "stated_by_id": said.by.stated_by,
        "as_at": said.by.as_at,
    }


def columns(value: Any) -> Row:
    return dict(vars(value))


def scalars(record: Record) -> Row:
    """The columns of the child itself that sources speak of."""
    born = record.date_of_birth
    return {
        "date_of_birth": born.value if born else None,
        "birth_date_estimated": bool(born and born.by.assertion.birth_date_estimated),
        "gender": record.gender.value if record.gender else Gender.NOT_SPECIFIED.value,
        "date_of_death": record.date_of_death.value if record.date_of_death else None,
    }


def scalars_said(record: Record) -> tuple[Said[Any] | None, ...]:
    return (record.date_of_birth, record.gender, record.date_of_death)


def _provenance(child: UUID, record: Record) -> Iterator[Row]:
    items = zip((Item.BIRTH_DATE, Item.GENDER, Item.DEATH_DATE), scalars_said(record), strict=True)
    told = ((item, said) for item, said in items if said and said.by.source)  # not of what lies open of the shielded
    return ({"child_id": child, "item": item.value, **origin(said)} for item, said in told)


def _plain(model: type[Model], said: Callable[[Record], tuple[Said[Any], ...]]) -> Part:
    """Rows whose columns are the fields of what was said."""

    def rows_of(child: UUID, record: Record) -> Iterator[Row]:
        return ({"child_id": child, **columns(one.value), **origin(one)} for one in said(record))

    return Part(model, said, rows_of)


def _attendances(child: UUID, record: Record) -> Iterator[Row]:
    for said in record.settings:
        told = columns(said.value)
        yield {"child_id": child, "setting_id": told.pop("urn") or None, **told, **origin(said)}


def _registrations(child: UUID, record: Record) -> Iterator[Row]:
    if said := record.practice:
        told = {"practice_id": said.value.ods_code, "started_on": said.value.started_on}
        yield {"child_id": child, **told, **origin(said)}


def _identifiers(child: UUID, record: Record) -> Iterator[Row]:
    for said in record.identifiers:
        scheme, value = said.value
        yield {"child_id": child, "scheme": scheme, "value": value, **origin(said)}


PARTS: Final = (
    Part(Provenance, scalars_said, _provenance),
    _plain(ChildName, lambda record: record.names),
    _plain(Address, lambda record: record.addresses),
    _plain(Carer, lambda record: record.carers),
    Part(Attendance, lambda record: record.settings, _attendances),
    Part(PracticeRegistration, lambda record: record.practice, _registrations),
    Part(Identifier, lambda record: record.identifiers, _identifiers),
)


def involvement_id(child: UUID, said: Said[ServiceSaid]) -> UUID:
    """The same involvement has the same id at every rebuild, so that a lead and a page address stay true."""
    return uuid5(child, "|".join((str(said.by.source), *service_key(said.value))))


def involvement(child: UUID, said: Said[ServiceSaid]) -> Involvement:
    told = columns(said.value)
    told.pop("lead")
    key = involvement_id(child, said)
    return Involvement(id=key, child_id=child, confirmed_at=said.by.as_at, **told, **origin(said))


def lead(child: UUID, record: Record) -> Row | None:
    """The newest lead that a source names.

    Never a sensitive service: nobody would see who leads, and the record would differ (R-INV-2).
    """
    open_ones = (said for said in record.services if said.value.ended_on is None)
    leading = (said for said in open_ones if said.value.lead and not said.value.sensitive)
    said = max(leading, key=lambda said: (said.by.as_at, said.value.started_on), default=None)
    if said is None:
        return None
    since = said.value.started_on
    return {"child_id": child, "involvement_id": involvement_id(child, said), "since": since, **origin(said)}


def caf(child: UUID, record: Record) -> Row | None:
    return {"child_id": child, **columns(record.caf.value), **origin(record.caf)} if record.caf else None
