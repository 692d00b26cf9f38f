"""How is the computed record written? What sources said is replaced where it changed, for many children at once.

What a practitioner recorded on the page (an involvement, a lead, a CAF) has no source and is left alone.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Model

from contactpoint.lookups import as_array
from registry import statements
from registry.assertion import Assertion
from registry.copying import copy_rows
from registry.index import lock_index
from registry.matching.net import cast
from registry.models import Involvement, Source
from registry.record.around import around
from registry.record.compute import Record, compute
from registry.record.entries import found_by
from registry.record.filing import file_records, filing_of
from registry.record.open_part import open_part
from registry.record.saying import Saying
from registry.record.settling import settle
from registry.record.tables import CAF, LEAD, PARTS, Part, involvement, scalars, scalars_said, services
from registry.shields import Visible, visible_of
from registry.statements import Kept
from registry.withdrawals import without_withdrawn

Key = tuple[UUID, str]  # a source, and what it calls the child


class Writing(NamedTuple):
    """A record to be written.

    `was`: what stands written, where shield and area are as they were; what is the same stays. `new`: the child was
    made in this transaction, with its `scalars`, and no row of it stands anywhere.
    """

    child: UUID
    record: Record
    was: Record | None = None
    new: bool = False

    def lying_open(self, visible: Visible) -> "Writing":
        """What the tables hold of a child who is shielded: what anybody may see."""
        was = open_part(self.child, self.was, visible) if self.was else None
        return self._replace(record=open_part(self.child, self.record, visible), was=was)


def rebuild(children: Iterable[UUID]) -> None:
    """Computes and writes the records of these children again, and their rows of the search index.

    What lies open of each, and what under seal, is then as its shield asks (R-SHIELD-7).
    """
    ids = set(children)
    settle(ids)
    write([Writing(child, compute(said.values())) for child, said in sayings_of(ids).items()])


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


def write(whole: Sequence[Writing], *, gate: Callable[[], None] = lock_index) -> None:
    """Writes these records. `gate` takes the lock of the index, before that is written."""
    hidden = visible_of([one.child for one in whole])
    writings = [one.lying_open(hidden[one.child]) if one.child in hidden else one for one in whole] if hidden else whole
    _write_scalars(_changed(writings, scalars_said))
    for part in PARTS:
        changed = _changed(writings, part.said)
        _empty(part.model, _known(changed))
        _fill(part, changed)
    served = _changed(writings, services)
    _write_involvements(served)
    _write_unless_by_hand(LEAD, served, until=None)
    _write_unless_by_hand(CAF, _changed(writings, CAF.said))
    found = _changed(whole, found_by)
    filing = filing_of({one.child: one.record for one in found}, hidden=hidden, known=_known(found))
    gate()
    file_records(filing)
    cast(around(hidden))  # also what is not believed: the record may be the same, and the net another


def _changed(writings: Sequence[Writing], said: Callable[[Record], Any]) -> Sequence[Writing]:
    """The records of which this part is not what stands there."""
    return [one for one in writings if one.was is None or said(one.was) != said(one.record)]


def _known(writings: Iterable[Writing]) -> list[UUID]:
    return [one.child for one in writings if not one.new]


def _write_scalars(changed: Iterable[Writing]) -> None:
    rows = [(one.child, *scalars(one.record)) for one in changed if not one.new]
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
            [as_array("uuid", children)],
        )


def _fill(part: Part, writings: Iterable[Writing]) -> None:
    rows = (row for one in writings for row in part.rows_of(one.child, one.record))
    with connection.cursor() as cursor:
        copy_rows(cursor, part.table, part.columns, rows)


_FROM_SOURCES: Final = "AND source_id IS NOT NULL"


def _write_involvements(writings: Iterable[Writing]) -> None:
    known = _known(writings)
    rows = without_withdrawn(involvement(one.child, said) for one in writings for said in one.record.services)
    keep = {row.pk for row in rows}
    Involvement.objects.filter(child__among=known, source__isnull=False).exclude(pk__among=keep).delete()
    columns = [field.name for field in Involvement._meta.concrete_fields if field.name not in ("id", "child")]
    Involvement.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=columns)


def _write_unless_by_hand(part: Part, writings: Sequence[Writing], **open_ones: Any) -> None:
    """One row of each, unless a practitioner recorded one on the page."""
    known = _known(writings)
    _empty(part.model, known, _FROM_SOURCES)
    kept = part.model._default_manager.filter(child__among=known, **open_ones)
    by_hand = set(kept.values_list("child", flat=True))
    _fill(part, [one for one in writings if one.child not in by_hand])
