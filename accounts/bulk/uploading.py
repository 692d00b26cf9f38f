"""How does a file come in? Read whole or refused whole; its rows are kept, and nothing is done with them yet."""

import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.access import NotYours, actor
from accounts.bulk.kinds import KINDS
from accounts.bulk.reading import read
from accounts.models import Bulk, BulkRow, Practitioner
from accounts.scope import MANAGE, scope_of
from audit.log import record
from contactpoint.jobs.queue import promise

ADVANCE: Final = "bulk.advance"
ROWS_AT_ONCE: Final = 2_000


def upload(kind: str, content: bytes, *, file_name: str, by: Practitioner, at: datetime) -> Bulk:
    """Keeps the rows and promises to check them. Raises table.Mistake, Refused."""
    scope_of(by, at=at)
    columns, required = KINDS[kind].columns, KINDS[kind].required
    rows = read(content, file_name=file_name, columns=columns, required=required)
    digest = hashlib.sha256(content).digest()
    with transaction.atomic():
        bulk = Bulk.objects.create(
            kind=kind,
            organisation=by.organisation,
            by=by,
            acting=by,
            at=at,
            file_name=file_name[-100:],
            sha256=digest,
        )
        kept = (BulkRow(bulk=bulk, line=row.line, values=row.values) for row in rows)
        BulkRow.objects.bulk_create(kept, batch_size=ROWS_AT_ONCE)
        facts = {"bulk": str(bulk.pk), "kind": kind, "rows": len(rows), "sha256": digest.hex()}
        record("bulk.uploaded", at=at, actor=actor(by), facts=facts)
        promise_to_advance(bulk, at=at)
    return bulk


def promise_to_advance(bulk: Bulk, *, at: datetime) -> None:
    promise(ADVANCE, at=at, bulk=str(bulk.pk))


def files_of(by: Practitioner, *, at: datetime) -> QuerySet[Bulk]:
    """Those of the organisations administered whole, and the own ones. Raises Refused."""
    scope = scope_of(by, at=at)
    mine = Q(by=by, organisation=by.organisation_id)
    return Bulk.objects.filter(mine | Q(organisation__in=scope.granting)).select_related("by", "acting", "organisation")


def file_to_administer(bulk: UUID, *, by: Practitioner, at: datetime) -> Bulk:
    """Raises Refused, NotYours."""
    if found := files_of(by, at=at).filter(pk=bulk).first():
        return found
    raise NotYours(MANAGE, by.organisation_id)


def uploaded_before(bulk: Bulk) -> Bulk | None:
    """The latest earlier file of the same content."""
    same = Bulk.objects.filter(kind=bulk.kind, organisation=bulk.organisation_id, sha256=bulk.sha256)
    return same.exclude(pk=bulk.pk).filter(at__lte=bulk.at).select_related("by").order_by("-at").first()
