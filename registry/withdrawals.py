"""Which sensitive services may not come back, because consent was withdrawn? (R-INV-2)

Asked when rows are made of what sources say. A source that says so again, with another day or another name of its
practitioner, brings nothing back; a record that was merged into another one takes its withdrawals along.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from contactpoint.vault.tokens import token
from registry.merged import merged_into
from registry.models import Involvement, Withdrawal

Blocked = tuple[UUID, bytes]  # a record, and the token of a service


def service_token(row: Involvement) -> bytes:
    """The service and its organisation, however they are spaced and capitalised, as one source says, or a person."""
    words = (" ".join(text.casefold().split()) for text in (row.service, row.organisation_name))
    return token("|".join((str(row.source_id or "by hand"), *words)), purpose="withdrawal.service")


def without_withdrawn(rows: Iterable[Involvement]) -> list[Involvement]:
    """Those of these rows of sources that may stand. Where no service is sensitive, nothing is asked."""
    every = list(rows)
    blocked = _blocked({row.child_id for row in every if row.sensitive})
    if not blocked:
        return every
    return [row for row in every if not row.sensitive or (row.child_id, service_token(row)) not in blocked]


def _blocked(children: Collection[UUID]) -> set[Blocked]:
    """What was withdrawn of them, and of the records that were merged into them."""
    if not children:
        return set()
    stands_for = merged_into(children)
    found = Withdrawal.objects.filter(child__in=stands_for).values_list("child", "service_token")
    return {(stands_for[child], bytes(service)) for child, service in found}


def keep_for(child: UUID, other: UUID, *, since: datetime) -> None:
    """What was withdrawn on the first record while the second was part of it holds for the second too."""
    known = Withdrawal.objects.filter(child=other).values("involvement")
    rows = Withdrawal.objects.filter(child=child, recorded_at__gte=since).exclude(involvement__in=known)
    Withdrawal.objects.bulk_create(_of(other, row) for row in rows)


def _of(child: UUID, row: Withdrawal) -> Withdrawal:
    return Withdrawal(
        child_id=child,
        involvement=row.involvement,
        service_token=row.service_token,
        who=row.who,
        recorded_by_id=row.recorded_by_id,
        recorded_at=row.recorded_at,
    )
