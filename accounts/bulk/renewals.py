"""Whose clearance, training or agreement can be recorded from a file, by the rules of the single acts?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import roles
from accounts.access import NotYours
from accounts.agreement import check_signed, have_agreed, record_paper
from accounts.bulk.verdict import Asked, Verdict, asked, lines_of, twice
from accounts.granting import NotDone
from accounts.models import AccountState, Bulk, BulkKind, BulkRow, Practitioner, RowState, Training
from accounts.scope import OwnAccount, Scope, scope_of
from accounts.vetting import Seen, SeenBefore, check_days, check_number, holders, record_seen

DAY: Final = {BulkKind.CLEARANCE: "issued_on", BulkKind.TRAINING: "completed_on", BulkKind.AGREEMENT: "signed_on"}
UNKNOWN: Final = "Nobody whom you administer has an account with this email address"
OWN: Final = "This is your own account: ask another administrator"
ANOTHERS: Final = "You cannot change this account: ask an administrator of the whole organisation"


@dataclass(frozen=True)
class Renewal:
    practitioner: UUID
    day: date
    number: str = ""

    def seen(self, kind: str) -> Seen:
        clearance = kind == BulkKind.CLEARANCE
        return Seen(None, self.number, self.day if clearance else None, None if clearance else self.day)


Verdicts = dict[UUID, Verdict[Renewal]]


@dataclass(frozen=True)
class Known:
    """What the rows of a chunk are compared with. `numbers`: in which row of the file each disclosure stands."""

    kind: str
    scope: Scope
    by: Practitioner
    people: Mapping[str, Practitioner]
    holders: Mapping[str, set[UUID]]
    trained: set[tuple[UUID, date]]
    agreed: set[UUID]
    lines: dict[str, int]
    numbers: dict[str, int]


def check(rows: Sequence[BulkRow], *, bulk: Bulk, by: Practitioner, at: datetime) -> Verdicts:
    """By row. Raises Refused when this person administers nobody any more."""
    scope = scope_of(by, at=at)
    readable, verdicts = asked(rows, bulk.kind)
    known = _known(readable, scope, bulk=bulk, by=by)
    for one in readable:
        verdict = verdicts[one.row.pk] = _judge(one, known, on=timezone.localdate(at))
        if verdict.state == RowState.READY:
            known.lines.setdefault(one.email, one.row.line)
            known.numbers.setdefault(one.cells.get("disclosure_number", ""), one.row.line)
    return verdicts


def act(rows: Sequence[BulkRow], verdicts: Verdicts, *, kind: str, by: Practitioner, at: datetime) -> None:
    """Records what is ready, and notes in each verdict what came of it. Raises Refused."""
    for verdict in (verdicts[row.pk] for row in rows):
        if verdict.act is None:
            continue
        try:
            with transaction.atomic():
                _record(verdict.act, kind, by=by, at=at)
        except (NotYours, OwnAccount):
            verdict.state, verdict.reasons = RowState.NOT_ALLOWED, {"email": ANOTHERS}
        except NotDone as why:
            verdict.state, verdict.reasons = RowState.FIX, {DAY[BulkKind(kind)]: str(why)}
        else:
            verdict.state = RowState.DONE


def _record(renewal: Renewal, kind: str, *, by: Practitioner, at: datetime) -> None:
    if kind == BulkKind.AGREEMENT:
        record_paper(renewal.practitioner, by=by, at=at, signed_on=renewal.day)
    else:
        record_seen(renewal.practitioner, renewal.seen(kind), by=by, at=at)


def _known(readable: Sequence[Asked], scope: Scope, *, bulk: Bulk, by: Practitioner) -> Known:
    found = scope.people().filter(email__in=[one.email for one in readable]).distinct()
    people = {person.email: person for person in found}
    ids = [person.pk for person in people.values()]
    numbers = {one.cells["disclosure_number"] for one in readable if "disclosure_number" in one.cells}
    others = bulk.rows.exclude(pk__in=[one.row.pk for one in readable])
    standing = others.filter(values__disclosure_number__in=numbers, state__in=[RowState.READY, RowState.DONE])
    return Known(
        kind=bulk.kind,
        scope=scope,
        by=by,
        people=people,
        holders=holders(numbers),
        trained=set(Training.objects.filter(practitioner__in=ids).values_list("practitioner_id", "completed_on")),
        agreed=have_agreed(ids) if bulk.kind == BulkKind.AGREEMENT else set(),
        lines=lines_of(bulk, readable),
        numbers=dict(standing.values_list("values__disclosure_number", "line")) if numbers else {},
    )


def _judge(one: Asked, known: Known, *, on: date) -> Verdict[Renewal]:
    person = known.people.get(one.email)
    if person is None:
        return Verdict(RowState.FIX, {"email": UNKNOWN})
    if person.pk == known.by.pk:
        return Verdict(RowState.NOT_ALLOWED, {"email": OWN})
    if not known.scope.may_change(roles.held(person)):
        return Verdict(RowState.NOT_ALLOWED, {"email": ANOTHERS})
    if person.account_state == AccountState.CLOSED:
        return Verdict(RowState.FIX, {"email": f"The account of {person.name} is closed"})
    day = DAY[BulkKind(known.kind)]
    renewal = Renewal(person.pk, one.cells[day], one.cells.get("disclosure_number", ""))
    try:
        _refuse(renewal, known, on=on)
    except SeenBefore as why:
        return Verdict(RowState.ALREADY, {day: str(why)}, person=person.pk)
    except NotDone as why:
        return Verdict(RowState.FIX, {day: str(why)})
    if one.email in known.lines:
        return twice(known.lines[one.email])
    if renewal.number and renewal.number in known.numbers:
        words = f"This disclosure number is in row {known.numbers[renewal.number]} too"
        return Verdict(RowState.FIX, {"disclosure_number": words})
    return Verdict(RowState.READY, act=renewal, person=person.pk)


def _refuse(renewal: Renewal, known: Known, *, on: date) -> None:
    """Raises SeenBefore for what is recorded already, NotDone for what cannot be."""
    if known.kind == BulkKind.AGREEMENT:
        check_signed(renewal.day, on=on)
        if renewal.practitioner in known.agreed:
            raise SeenBefore("The documents in force are accepted already")
        return
    check_days(renewal.seen(known.kind), on=on)
    if known.kind == BulkKind.CLEARANCE:
        check_number(renewal.practitioner, known.holders[renewal.number])
    elif (renewal.practitioner, renewal.day) in known.trained:
        raise SeenBefore("This training is recorded already")
