"""What would happen to each row? Asked chunk by chunk, with nothing done yet; and again for a row that is put right."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from accounts.access import actor
from accounts.bulk import newcomers, renewals
from accounts.bulk.kinds import KINDS
from accounts.bulk.uploading import file_to_administer
from accounts.bulk.verdict import Verdict
from accounts.granting import NotDone
from accounts.models import Bulk, BulkKind, BulkRow, BulkState, Practitioner, RowState
from audit.log import record

CHUNK: Final = 250  # rows: some tenths of a second, so that the page can say how far it is
CHANGEABLE: Final = (RowState.FIX, RowState.ALREADY, RowState.NOT_ALLOWED)


def check(rows: Sequence[BulkRow], *, bulk: Bulk, by: Practitioner, at: datetime) -> dict[UUID, Verdict[Any]]:
    """By row. Raises Refused."""
    if bulk.kind == BulkKind.INVITE:
        return newcomers.check(rows, bulk=bulk, by=by, at=at)
    return renewals.check(rows, bulk=bulk, by=by, at=at)


def check_some(bulk: Bulk, *, at: datetime) -> bool:
    """The next chunk, in the transaction of the caller, who holds the file. Whether there is more. Raises Refused."""
    waiting = bulk.rows.filter(state=RowState.WAITING).order_by("line")
    rows = list(waiting[:CHUNK])
    keep_verdicts(rows, check(rows, bulk=bulk, by=bulk.acting, at=at))
    more = waiting.exists()
    if not more:
        Bulk.objects.filter(pk=bulk.pk).update(state=BulkState.CHECKED)
    return more


def keep_verdicts(rows: Sequence[BulkRow], verdicts: Mapping[UUID, Verdict[Any]]) -> None:
    """In one statement: Django's own, with a branch for each row, takes longer than all the checking."""
    for row in rows:
        verdict = verdicts[row.pk]
        row.state, row.reasons = verdict.state, verdict.reasons
        row.practitioner_id = verdict.person if verdict.state == RowState.DONE else None
    kept = ([str(getattr(row, name) or "") for row in rows] for name in ("pk", "state", "email", "practitioner_id"))
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [*kept, [json.dumps(row.reasons) for row in rows]])


_KEEP: Final = """
    UPDATE accounts_bulkrow kept
    SET state = v.state, email = v.email, practitioner_id = nullif(v.practitioner, '')::uuid, reasons = v.reasons::jsonb
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[]) v(id, state, email, practitioner, reasons)
    WHERE kept.id = v.id
"""


def change_row(bulk: UUID, row: UUID, values: Mapping[str, str], *, by: Practitioner, at: datetime) -> BulkRow:
    """Puts a row right; it alone is checked again. Raises NotDone, Refused, NotYours, BulkRow.DoesNotExist."""
    with transaction.atomic():
        file_to_administer(bulk, by=by, at=at)
        held = Bulk.objects.select_for_update().get(pk=bulk)
        if held.state not in (BulkState.CHECKED, BulkState.SENT):
            raise NotDone("Wait until the file is at rest: this row was not changed")
        changed = held.rows.get(pk=row)
        if changed.state not in CHANGEABLE:
            raise NotDone("This row needs no change any more")
        changed.values = {name: values.get(name, "").strip() for name in KINDS[held.kind].row.base_fields}
        changed.save(update_fields=["values"])
        keep_verdicts([changed], check([changed], bulk=held, by=by, at=at))
        facts = {"bulk": str(held.pk), "line": changed.line, "state": changed.state}
        record("bulk.row_changed", at=at, actor=actor(by), facts=facts)
    return changed
