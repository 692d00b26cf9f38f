"""Which rows of which table does a computed record become? A table for each part of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import Model

from registry.assertion import CarerSaid, Name, Place, ServiceSaid, told
from registry.models import (
    Address,
    Attendance,
    Caf,
    Carer,
    ChildName,
    Gender,
    Identifier,
    Involvement,
    Item,
    LeadProfessional,
    PracticeRegistration,
    Provenance,
)
from registry.record.compute import Record, Said, service_key

Row = tuple[Any, ...]  # in the order of the table's columns
RowsOf = Callable[[UUID, Record], Iterable[Row]]
ORIGIN: Final = ("source_id", "stated_by_id", "as_at")


@dataclass(frozen=True)
class Part:
    """What of the record stands in a table of its own: where it is the same as before, the rows are too."""

    model: type[Model]
    columns: Sequence[str]
    said: Callable[[Record], Any]
    rows_of: RowsOf

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def instance(self, row: Row) -> Model:
        """A row as it would be read from the table."""
        return self.model(**dict(zip(self.columns, row, strict=True)))


def scalars(record: Record) -> Row:
    """The `SCALARS` of the child itself, of which sources speak."""
    born, gender, died = record.date_of_birth, record.gender, record.date_of_death
    return (
        born.value if born else None,
        bool(born and born.by.assertion.birth_date_estimated),
        gender.value if gender else Gender.NOT_SPECIFIED.value,
        died.value if died else None,
    )


SCALARS: Final = ("date_of_birth", "birth_date_estimated", "gender", "date_of_death")
scalars_said = attrgetter("date_of_birth", "gender", "date_of_death")


def _provenance(child: UUID, record: Record) -> Iterable[Row]:
    """Not of what lies open of the shielded: nobody is told who said it (R-SHIELD-1)."""
    said = zip(_ITEMS, scalars_said(record), strict=True)
    return [(child, item, *one.by.origin) for item, one in said if one and one.by.source]


_ITEMS: Final = (Item.BIRTH_DATE.value, Item.GENDER.value, Item.DEATH_DATE.value)


def _plain(model: type[Model], what: str, kind: type[Any]) -> Part:
    """Rows whose columns are the fields of what was said."""
    names = kind.__struct_fields__
    said, values = attrgetter(what), attrgetter(*names)

    def rows_of(child: UUID, record: Record) -> Iterable[Row]:
        return [(child, *values(one.value), *one.by.origin) for one in said(record)]

    return Part(model, ("child_id", *names, *ORIGIN), said, rows_of)


def _attendances(child: UUID, record: Record) -> Iterable[Row]:
    for said in record.settings:
        setting = said.value
        yield child, setting.statement, setting.urn or None, setting.started_on, setting.ended_on, *said.by.origin


def _registrations(child: UUID, record: Record) -> Iterable[Row]:
    if said := record.practice:
        yield child, said.value.ods_code, said.value.started_on, *said.by.origin


def _identifiers(child: UUID, record: Record) -> Iterable[Row]:
    return [(child, *said.value, *said.by.origin) for said in record.identifiers]


PARTS: Final = (
    Part(Provenance, ("child_id", "item", *ORIGIN), scalars_said, _provenance),
    _plain(ChildName, "names", Name),
    _plain(Address, "addresses", Place),
    _plain(Carer, "carers", CarerSaid),
    Part(
        Attendance,
        ("child_id", "statement", "setting_id", "started_on", "ended_on", *ORIGIN),
        attrgetter("settings"),
        _attendances,
    ),
    Part(
        PracticeRegistration,
        ("child_id", "practice_id", "started_on", *ORIGIN),
        attrgetter("practice"),
        _registrations,
    ),
    Part(Identifier, ("child_id", "scheme", "value", *ORIGIN), attrgetter("identifiers"), _identifiers),
)


def involvement_id(child: UUID, said: Said[ServiceSaid]) -> UUID:
    """The same involvement has the same id at every rebuild, so that a lead and a page address stay true."""
    return uuid5(child, "|".join((str(said.by.source), *service_key(said.value))))


def involvement(child: UUID, said: Said[ServiceSaid]) -> Involvement:
    values = told(said.value)
    values.pop("lead")
    source, stated_by, as_at = said.by.origin
    key = involvement_id(child, said)
    return Involvement(
        id=key, child_id=child, confirmed_at=as_at, **values, source_id=source, stated_by_id=stated_by, as_at=as_at
    )


def _lead(child: UUID, record: Record) -> Iterable[Row]:
    """The newest lead that a source names.

    Never a sensitive service: nobody would see who leads, and the record would differ (R-INV-2).
    """
    open_ones = (said for said in record.services if said.value.ended_on is None)
    leading = (said for said in open_ones if said.value.lead and not said.value.sensitive)
    said = max(leading, key=lambda said: (said.by.as_at, said.value.started_on), default=None)
    if said:
        yield child, involvement_id(child, said), said.value.started_on, *said.by.origin


def _caf(child: UUID, record: Record) -> Iterable[Row]:
    if said := record.caf:
        yield child, said.value.completed_on, said.value.holder, *said.by.origin


services = attrgetter("services")
LEAD: Final = Part(LeadProfessional, ("child_id", "involvement_id", "since", *ORIGIN), services, _lead)
CAF: Final = Part(Caf, ("child_id", "completed_on", "holder", *ORIGIN), attrgetter("caf"), _caf)
