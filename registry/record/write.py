"""How is the computed record written? Everything that sources said is replaced, for many children at once.

What a practitioner recorded on the page (an involvement, a lead, a CAF) has no source and is left alone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import Model

from registry.assertion import Assertion, ServiceSaid
from registry.copying import copy_into
from registry.index import index_children
from registry.matching.net import cast, lift
from registry.matching.rows import write_match_rows
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
    Source,
    SourceRecord,
    Status,
)
from registry.record.compute import Record, Said, Saying, compute, service_key
from registry.record.entries import index_entry, match_description, match_parties
from registry.shields import shielded_among
from registry.visible import findable_among

Row = dict[str, Any]
RowsOf = Callable[[UUID, Record], Iterator[Row]]


def rebuild(children: Iterable[UUID]) -> None:
    """Computes and writes the records of these children again, and their rows of the search index."""
    _write(_sayings(children))


def build(sayings: Mapping[UUID, list[Saying]]) -> None:
    """Writes the records of children who were made in this transaction, of whom nothing else is said."""
    _write(sayings, new=sayings.keys())


def _write(sayings: Mapping[UUID, list[Saying]], *, new: Collection[UUID] = ()) -> None:
    records = {child: compute(said) for child, said in sayings.items()}
    if not records:
        return
    known = [] if new else list(records)
    _write_child_rows(records, known)
    for model, rows_of in _TABLES:
        _empty(model, known)
        copy_into(model, (row for child, record in records.items() for row in rows_of(child, record)))
    _write_involvements(records, known)
    _write_leads(records, known)
    _write_cafs(records, known)
    shielded, findable = shielded_among(records), findable_among(records)
    index_children(
        (
            index_entry(child, record, shielded=child in shielded, findable=child in findable)
            for child, record in records.items()
        ),
        new=new,
    )
    _write_match_rows(records, shielded, new)


def _write_match_rows(records: Mapping[UUID, Record], shielded: Collection[UUID], new: Collection[UUID]) -> None:
    """No row's description meets whom a shield hides, or who is closed: around them hangs the net (R-SHIELD-3)."""
    closed = set(Child.objects.filter(pk__in=list(records), status=Status.CLOSED).values_list("pk", flat=True))
    apart = {*shielded, *closed}
    write_match_rows(
        {child: () if child in apart else match_parties(record) for child, record in records.items()}, new=new
    )
    lift([child for child in records if child not in apart and child not in new])
    cast({child: match_description(records[child]) for child in apart})


def _empty(model: type[Model], children: Collection[UUID], condition: str = "") -> None:
    """All rows of these children, in one array: hundreds of single parameters cost more than the deleting."""
    if not children:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE child_id = ANY(%s::uuid[]) {condition}",  # noqa: S608
            [list(map(str, children))],
        )


_FROM_SOURCES: Final = "AND source_id IS NOT NULL"


def _sayings(children: Iterable[UUID]) -> dict[UUID, list[Saying]]:
    """What is said of each; a child of whom nothing is said any more has an empty record."""
    said: dict[UUID, list[Saying]] = {child: [] for child in children}
    ranks = precedences()
    kept = SourceRecord.objects.filter(child__in=list(said), withdrawn_at=None)
    for child, source, as_at, assertion, by in kept.values_list("child", "source", "as_at", "assertion", "stated_by"):
        said[child].append(Saying(source, ranks[source], as_at, Assertion.from_dict(assertion), by))
    return said


def precedences() -> dict[UUID, dict[str, int]]:
    """Whom to believe first: of each source, item -> rank."""
    return dict(Source.objects.values_list("pk", "precedence"))


def _origin(said: Said[Any]) -> Row:
    """Who said so: the person where it was entered by hand, else the source."""
    by_hand = said.by.stated_by is not None
    return {
        "source_id": None if by_hand else said.by.source,
        "stated_by_id": said.by.stated_by,
        "as_at": said.by.as_at,
    }


_UPDATE_CHILDREN: Final = """
    UPDATE registry_child AS child
    SET date_of_birth = said.born, birth_date_estimated = said.estimated, gender = said.gender,
        date_of_death = said.died
    FROM unnest(%s::uuid[], %s::date[], %s::bool[], %s::text[], %s::date[])
        AS said (id, born, estimated, gender, died)
    WHERE child.id = said.id
"""


def _write_child_rows(records: Mapping[UUID, Record], known: Collection[UUID]) -> None:
    rows = [(child, *_scalars(record)) for child, record in records.items()]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE_CHILDREN, [list(column) for column in zip(*rows, strict=True)])
    _empty(Provenance, known)
    copy_into(Provenance, (row for child, record in records.items() for row in _provenance(child, record)))


def _scalars(record: Record) -> tuple[Any, ...]:
    born = record.date_of_birth
    return (
        born.value if born else None,
        bool(born and born.by.assertion.birth_date_estimated),
        record.gender.value if record.gender else Gender.NOT_SPECIFIED.value,
        record.date_of_death.value if record.date_of_death else None,
    )


def _provenance(child: UUID, record: Record) -> Iterator[Row]:
    scalars = (
        (Item.BIRTH_DATE, record.date_of_birth),
        (Item.GENDER, record.gender),
        (Item.DEATH_DATE, record.date_of_death),
    )
    return ({"child_id": child, "item": item.value, **_origin(said)} for item, said in scalars if said)


def _columns(value: Any) -> Row:
    return dict(vars(value))


def _plain_rows(values: Callable[[Record], tuple[Said[Any], ...]]) -> RowsOf:
    """Rows whose columns are the fields of what was said."""

    def build(child: UUID, record: Record) -> Iterator[Row]:
        return ({"child_id": child, **_columns(said.value), **_origin(said)} for said in values(record))

    return build


def _attendances(child: UUID, record: Record) -> Iterator[Row]:
    for said in record.settings:
        columns = _columns(said.value)
        yield {"child_id": child, "setting_id": columns.pop("urn") or None, **columns, **_origin(said)}


def _registrations(child: UUID, record: Record) -> Iterator[Row]:
    if said := record.practice:
        columns = {"practice_id": said.value.ods_code, "started_on": said.value.started_on}
        yield {"child_id": child, **columns, **_origin(said)}


def _identifiers(child: UUID, record: Record) -> Iterator[Row]:
    for said in record.identifiers:
        scheme, value = said.value
        yield {"child_id": child, "scheme": scheme, "value": value, **_origin(said)}


_TABLES: Final[tuple[tuple[Any, RowsOf], ...]] = (
    (ChildName, _plain_rows(lambda record: record.names)),
    (Address, _plain_rows(lambda record: record.addresses)),
    (Carer, _plain_rows(lambda record: record.carers)),
    (Attendance, _attendances),
    (PracticeRegistration, _registrations),
    (Identifier, _identifiers),
)


def _involvement_id(child: UUID, said: Said[ServiceSaid]) -> UUID:
    """The same involvement has the same id at every rebuild, so that a lead and a page address stay true."""
    return uuid5(child, "|".join((str(said.by.source), *service_key(said.value))))


def _write_involvements(records: Mapping[UUID, Record], known: Collection[UUID]) -> None:
    rows = [_involvement(child, said) for child, record in records.items() for said in record.services]
    if known:
        keep = [row.pk for row in rows]
        Involvement.objects.filter(child__in=known, source__isnull=False).exclude(pk__in=keep).delete()
    columns = [field.name for field in Involvement._meta.concrete_fields if field.name not in ("id", "child")]
    Involvement.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=columns)


def _involvement(child: UUID, said: Said[ServiceSaid]) -> Involvement:
    columns = _columns(said.value)
    columns.pop("lead")
    key = _involvement_id(child, said)
    return Involvement(id=key, child_id=child, confirmed_at=said.by.as_at, **columns, **_origin(said))


def _write_leads(records: Mapping[UUID, Record], known: Collection[UUID]) -> None:
    """The newest lead that a source names, unless a practitioner recorded one on the page."""
    _empty(LeadProfessional, known, _FROM_SOURCES)
    by_hand = set(LeadProfessional.objects.filter(child__in=known, until=None).values_list("child", flat=True))
    copy_into(
        LeadProfessional,
        (
            {
                "child_id": child,
                "involvement_id": _involvement_id(child, said),
                "since": said.value.started_on,
                **_origin(said),
            }
            for child, record in records.items()
            if child not in by_hand and (said := _lead(record))
        ),
    )


def _lead(record: Record) -> Said[ServiceSaid] | None:
    """Never a sensitive service: nobody would see who leads, and the record would differ (R-INV-2)."""
    open_ones = (said for said in record.services if said.value.ended_on is None)
    leading = (said for said in open_ones if said.value.lead and not said.value.sensitive)
    return max(leading, key=lambda said: (said.by.as_at, said.value.started_on), default=None)


def _write_cafs(records: Mapping[UUID, Record], known: Collection[UUID]) -> None:
    _empty(Caf, known, _FROM_SOURCES)
    by_hand = set(Caf.objects.filter(child__in=known).values_list("child", flat=True))
    copy_into(
        Caf,
        (
            {"child_id": child, **_columns(record.caf.value), **_origin(record.caf)}
            for child, record in records.items()
            if record.caf and child not in by_hand
        ),
    )
