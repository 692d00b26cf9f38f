"""What happens when it is decided whose a waiting row is? One transaction, and nothing of the row stays (R-FEED-5)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.access import actor
from accounts.models import Organisation, Practitioner
from audit.log import record
from registry import closing, statements
from registry.assertion import Assertion
from registry.creation import AreaUnknown, authority_for
from registry.expecting import is_expected
from registry.keeping_apart import keep_apart
from registry.matching.described import NOBODY, describe
from registry.matching.net import caught
from registry.models import Child, WaitingRow
from registry.record import Decision, Outcome, apply_assertions
from registry.rekeying import free_key
from registry.retention import is_over_age
from registry.waiting import Content, end


class CannotKeep(Exception):
    """The record cannot take what this row says. Ask the supplier to correct it."""


@dataclass(frozen=True)
class Decided:
    """The record it belongs to; with None a new one, of that authority. `others` answered before."""

    child: UUID | None
    authority: UUID | None
    because: str
    others: tuple[UUID, ...] = ()


def carry_out(
    row: WaitingRow, content: Content, compared: Collection[UUID], decided: Decided, *, by: Practitioner, at: datetime
) -> UUID | None:
    """Gives the row to its child, ends it, remembers and records, in the caller's transaction. Raises CannotKeep.

    A row about somebody who is no child makes no new record: it is not taken, and the answer is None (R-REC-3).
    """
    said = content.read()
    if decided.child is None and is_over_age(said.date_of_birth, on=timezone.localdate(at)):
        _not_taken(row, decided, by=by, at=at)
        return None
    freed = _free(row, content.key, decided.child, at=at)
    outcome = _apply(row, content.key, said, decided, at=at)
    owner = statements.under([content.key], source=row.source)[content.key].child
    child = Child.objects.select_related("words_key").get(pk=owner)
    if decided.child is None:
        for other in compared:
            keep_apart(child.pk, other, by=by, because=decided.because, at=at)
    others = [str(one) for one in decided.others]
    facts = {"row": str(row.pk), "outcome": str(outcome), "others": others, "key_freed": bool(freed)}
    if freed:
        record("child.source_moved_on", at=at, actor=actor(by), child_number=freed, source=row.source.code)
    record(
        "row.decided",
        at=at,
        actor=actor(by),
        child_number=child.number,
        source=row.source.code,
        facts=facts,
        words=decided.because,
        words_key=child.words_key,
    )
    end(row, outcome=outcome, at=at)
    return child.pk


def keep_out(row: WaitingRow, decided: Decided, *, by: Practitioner, at: datetime) -> None:
    """It is not taken, nor is what comes under its key later; to its supplier it reads like any other (R-REC-7)."""
    closing.keep_out(row, at=at)
    _not_taken(row, decided, by=by, at=at)


def _not_taken(row: WaitingRow, decided: Decided, *, by: Practitioner, at: datetime) -> None:
    facts = {"row": str(row.pk), "others": [str(one) for one in decided.others]}
    record("row.not_taken", at=at, actor=actor(by), source=row.source.code, facts=facts, words=decided.because)
    end(row, outcome=None, at=at)


def _free(row: WaitingRow, key: str, child: UUID | None, *, at: datetime) -> str:
    """Where the source means another child by this key from now on: the number of the one it meant before."""
    owner = statements.owner(key, source=row.source)
    return free_key(row.source, key, at=at) if owner and owner != child else ""


def _apply(row: WaitingRow, key: str, said: Assertion, decided: Decided, *, at: datetime) -> Outcome:
    authority = None if decided.child else _authority(row, said, decided.authority)
    expected = _may_be_expected(row, said)
    decision = Decision(key, said, row.as_at, decided.child, authority, expected=expected)
    try:
        with transaction.atomic():
            outcome = apply_assertions([decision], source=row.source, at=at)[key]
            connection.check_constraints()
    except (DataError, IntegrityError) as refused:
        raise CannotKeep from refused
    return outcome


def _may_be_expected(row: WaitingRow, said: Assertion) -> bool:
    """Whether it could be about somebody who must be hidden from the first moment of a record (R-SHIELD-9)."""
    return is_expected(caught({0: describe(said, shares=NOBODY)}).get(0, set()) - {row.pk})


def _authority(row: WaitingRow, said: Assertion, chosen: UUID | None) -> UUID:
    """What the person says; else where the child lives; else who decides."""
    if chosen:
        return chosen
    assert row.authority is not None  # noqa: S101 - whoever decides belongs to it
    try:
        return authority_for(said, otherwise=row.authority).pk
    except AreaUnknown:
        return row.authority.pk


def authorities() -> list[tuple[str, str]]:
    """The authorities that can be responsible for a child, by name."""
    rows = Organisation.objects.filter(kind="authority").order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]
