"""How is the computed record written? What sources said is replaced where it changed, for many children at once.

What a practitioner recorded on the page (an involvement, a lead, a CAF) has no source and is left alone.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Model

from registry import statements
from registry.assertion import Assertion
from registry.copying import copy_into
from registry.index import index_children, lock_index
from registry.matching.net import cast, lift
from registry.matching.rows import write_match_rows
from registry.models import Caf, Child, Involvement, LeadProfessional, Source, Status
from registry.record.around import around
from registry.record.compute import Record, Saying, compute
from registry.record.entries import found_by, index_entry, match_description, match_parties
from registry.record.open_part import open_part
from registry.record.settling import settle
from registry.record.tables import PARTS, caf, involvement, lead, scalars, scalars_said
from registry.shields import Visible, visible_of
from registry.statements import Kept
from registry.visible import findable_among
from registry.withdrawals import without_withdrawn

Records = Mapping[UUID, Record]
Key = tuple[UUID, str]  # a source, and what it calls the child


def rebuild(children: Iterable[UUID]) -> None:
    """Computes and writes the records of these children again, and their rows of the search index.

    What lies open of each, and what under seal, is then as its shield asks (R-SHIELD-7).
    """
    ids = set(children)
    settle(ids)
    write({child: compute(said.values()) for child, said in sayings_of(ids).items()})


def sayings_of(children: Iterable[UUID]) -> dict[UUID, dict[Key, Saying]]:
    """What is said of each; a child of whom nothing is said any more has an empty record."""
    said: dict[UUID, dict[Key, Saying]] = {child: {} for child in children}
    ranks = dict(Source.objects.values_list("pk", "precedence"))
    for kept in statements.of(said.keys()):
        said[kept.child][kept.source, kept.key] = saying(kept, ranks)
    return said


def saying(kept: Kept, ranks: Mapping[UUID, dict[str, int]]) -> Saying:
    """`ranks`: of each source, its precedence."""
    assertion = Assertion.from_dict(kept.assertion)
    return Saying(kept.source, ranks[kept.source], kept.as_at, assertion, kept.stated_by)


def write(
    records: Records,
    *,
    was: Records | None = None,
    new: Collection[UUID] = (),
    gate: Callable[[], None] = lock_index,
) -> None:
    """Writes these records.

    `was`: what stands written of children whose shield and area are as they were; what is the same stays. `new`: made
    in this transaction, with their `scalars`. `gate` takes the lock of the index, before it is written.
    """
    visible = visible_of(records)
    whole = _Writing(records, was or {}, new)
    writing = _Writing(_lying_open(records, visible), _lying_open(was or {}, visible), new)
    writing.scalars()
    for part in PARTS:
        changed = writing.changed(part.said)
        _empty(part.model, writing.known(changed))
        copy_into(part.model, (row for child, record in changed.items() for row in part.rows_of(child, record)))
    services = writing.changed(lambda record: record.services)
    _write_involvements(services, writing.known(services))
    _write_unless_by_hand(LeadProfessional, lead, services, writing.known(services), until=None)
    cafs = writing.changed(lambda record: record.caf)
    _write_unless_by_hand(Caf, caf, cafs, writing.known(cafs))
    gate()
    _write_index(whole.changed(found_by), visible, new)
    cast(around(visible))  # also what is not believed: the record may be the same, and the net another


def _lying_open(records: Records, visible: Mapping[UUID, Visible]) -> Records:
    """What the tables hold: of the shielded what anybody may see."""
    return {
        child: open_part(child, record, visible[child]) if child in visible else record
        for child, record in records.items()
    }


class _Writing:
    """Records to be written, and what stands there."""

    def __init__(self, records: Records, was: Records, new: Collection[UUID]) -> None:
        self.records, self.was, self.new = records, was, new

    def changed(self, said: Callable[[Record], Any]) -> Records:
        """The records of which this part is not what stands there."""
        return {
            child: record
            for child, record in self.records.items()
            if child not in self.was or said(self.was[child]) != said(record)
        }

    def known(self, records: Records) -> set[UUID]:
        return {child for child in records if child not in self.new}

    def scalars(self) -> None:
        changed = self.changed(scalars_said)
        rows = [(child, *scalars(changed[child]).values()) for child in self.known(changed)]
        if rows:
            with connection.cursor() as cursor:
                cursor.execute(_UPDATE_CHILDREN, [list(column) for column in zip(*rows, strict=True)])


_UPDATE_CHILDREN: Final = """
    UPDATE registry_child AS child
    SET date_of_birth = said.born, birth_date_estimated = said.estimated, gender = said.gender,
        date_of_death = said.died
    FROM unnest(%s::uuid[], %s::date[], %s::bool[], %s::text[], %s::date[])
        AS said (id, born, estimated, gender, died)
    WHERE child.id = said.id AND (child.date_of_birth, child.birth_date_estimated, child.gender, child.date_of_death)
        IS DISTINCT FROM (said.born, said.estimated, said.gender, said.died)
"""


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


def _write_involvements(records: Records, known: Collection[UUID]) -> None:
    said = (involvement(child, said) for child, record in records.items() for said in record.services)
    rows = without_withdrawn(said)
    keep = {row.pk for row in rows}
    Involvement.objects.filter(child__among=known, source__isnull=False).exclude(pk__among=keep).delete()
    columns = [field.name for field in Involvement._meta.concrete_fields if field.name not in ("id", "child")]
    Involvement.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=columns)


def _write_unless_by_hand(
    model: type[LeadProfessional | Caf],
    row_of: Callable[[UUID, Record], dict[str, Any] | None],
    records: Records,
    known: Collection[UUID],
    **open_ones: Any,
) -> None:
    """One row of each, unless a practitioner recorded one on the page."""
    _empty(model, known, _FROM_SOURCES)
    by_hand = set(model.objects.filter(child__among=known, **open_ones).values_list("child", flat=True))
    rows = (row_of(child, record) for child, record in records.items() if child not in by_hand)
    copy_into(model, (row for row in rows if row))


def _write_index(records: Records, visible: Mapping[UUID, Visible], new: Collection[UUID]) -> None:
    """Where search finds them, and matching. Nothing is joined to whom a shield hides, or who is closed: around them
    hangs the net (R-SHIELD-3)."""
    if not records:
        return
    findable = findable_among(records)
    index_children(
        (
            index_entry(child, record, shielded=child in visible, findable=child in findable)
            for child, record in _lying_open(records, visible).items()
        ),
        new=new,
    )
    closed = Child.objects.filter(pk__among=records.keys(), status=Status.CLOSED).values_list("pk", flat=True)
    apart = {*(child for child in records if child in visible), *closed}
    parties = ((child, () if child in apart else match_parties(record)) for child, record in records.items())
    write_match_rows(dict(parties), new=new)
    lift([child for child in records if child not in apart and child not in new])
    cast({child: match_description(records[child]) for child in closed})
