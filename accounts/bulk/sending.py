"""How is a checked file done, once, by whoever pressed the button, and how is it stopped or undone?

A worker does a chunk in one transaction with the states of its rows: killed anywhere, it has done the chunk or not.
Each chunk asks again who may what, and checks its rows again: the same file twice finds its people there already.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts import joining, post
from accounts.access import NotYours, Refused, actor
from accounts.bulk import newcomers, renewals
from accounts.bulk.checking import check, check_some, keep_verdicts
from accounts.bulk.uploading import file_to_administer, promise_to_advance
from accounts.granting import NotDone
from accounts.models import Bulk, BulkKind, BulkRow, BulkState, Message, Practitioner, RowState
from accounts.scope import OwnAccount, scope_of
from audit.log import record

CHUNK: Final = 100  # people: some tenths of a second


def send(bulk: UUID, *, by: Practitioner, at: datetime) -> None:
    """Promises to do what is ready. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        held = _hold(bulk, by=by, at=at)
        if held.state not in (BulkState.CHECKED, BulkState.SENT):
            raise NotDone("This file is being worked on already")
        ready = held.rows.filter(state=RowState.READY).count()
        if not ready:
            raise NotDone("No row is ready")
        _begin(held, BulkState.SENDING, by=by, at=at)
        facts = {"bulk": str(held.pk), "kind": held.kind, "rows": ready}
        record("bulk.sent", at=at, actor=actor(by), facts=facts)


def go_on(bulk: UUID, *, by: Practitioner, at: datetime) -> None:
    """Takes over a file that stopped because the access of whoever sent it ended. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        held = _hold(bulk, by=by, at=at)
        if held.stopped_at is None:
            raise NotDone("This file has not stopped")
        _begin(held, BulkState(held.state), by=by, at=at)
        record("bulk.gone_on", at=at, actor=actor(by), facts={"bulk": str(held.pk), "state": held.state})


def undo(bulk: UUID, *, by: Practitioner, at: datetime) -> None:
    """Calls back every letter that has not left, at once; the accounts follow. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        held = _hold(bulk, by=by, at=at)
        people = post.cancel_many(unsent_letters(held), at=at)
        if not people or held.state == BulkState.UNDOING:
            raise NotDone("The letters have left. Withdraw an invitation on the page about the person")
        held.rows.filter(state=RowState.DONE, practitioner__in=people).update(state=RowState.UNDOING)
        _begin(held, BulkState.UNDOING, by=by, at=at)
        record("bulk.undone", at=at, actor=actor(by), facts={"bulk": str(held.pk), "rows": len(people)})


def unsent_letters(bulk: Bulk) -> QuerySet[Message]:
    """Of those whom this file has asked in."""
    people = bulk.rows.filter(bulk__kind=BulkKind.INVITE, state=RowState.DONE).values("practitioner")
    return post.waiting().filter(template="invited", practitioner__in=people)


def note_download(bulk: Bulk, *, by: Practitioner, at: datetime) -> None:
    """That the report about every row was taken away (R-AUDIT-1)."""
    with transaction.atomic():
        record("bulk.downloaded", at=at, actor=actor(by), facts={"bulk": str(bulk.pk)})


def advance(bulk: UUID, *, at: datetime) -> bool:
    """The next chunk of whatever is under way. Whether there is more."""
    try:
        with transaction.atomic():
            held = Bulk.objects.select_for_update(of=("self",)).select_related("acting", "organisation").get(pk=bulk)
            if held.stopped_at:
                return False
            if held.state == BulkState.CHECKING:
                return check_some(held, at=at)
            if held.state == BulkState.SENDING:
                return _send_some(held, at=at)
            return held.state == BulkState.UNDOING and _undo_some(held, at=at)
    except Refused as refused:
        _stop(bulk, refused, at=at)
        return False


def _hold(bulk: UUID, *, by: Practitioner, at: datetime) -> Bulk:
    file_to_administer(bulk, by=by, at=at)
    return Bulk.objects.select_for_update().get(pk=bulk)


def _begin(bulk: Bulk, state: BulkState, *, by: Practitioner, at: datetime) -> None:
    bulk.state, bulk.acting, bulk.stopped_at = state, by, None
    bulk.save(update_fields=["state", "acting", "stopped_at"])
    promise_to_advance(bulk, at=at)


def _send_some(bulk: Bulk, *, at: datetime) -> bool:
    ready = bulk.rows.filter(state=RowState.READY).order_by("line")
    rows = list(ready[:CHUNK])
    verdicts = check(rows, bulk=bulk, by=bulk.acting, at=at)
    if bulk.kind == BulkKind.INVITE:
        newcomers.act(rows, verdicts, by=bulk.acting, at=at)
    else:
        renewals.act(rows, verdicts, kind=bulk.kind, by=bulk.acting, at=at)
    keep_verdicts(rows, verdicts)
    return _more(ready.exists(), bulk, BulkState.SENT)


def _undo_some(bulk: Bulk, *, at: datetime) -> bool:
    scope_of(bulk.acting, at=at)
    undoing = bulk.rows.filter(state=RowState.UNDOING).order_by("line")
    for row in undoing[:CHUNK]:
        _withdraw(row, by=bulk.acting, at=at)
    return _more(undoing.exists(), bulk, BulkState.UNDONE)


def _withdraw(row: BulkRow, *, by: Practitioner, at: datetime) -> None:
    """The account of a letter that was called back. One that changed meanwhile stays, and says so."""
    state, reasons = RowState.UNDONE, dict[str, str]()
    try:
        if row.practitioner_id:
            with transaction.atomic():
                joining.withdraw(row.practitioner_id, by=by, at=at)
    except NotDone as why:
        state, reasons = RowState.DONE, {"email": str(why)}
    except (NotYours, OwnAccount):
        state, reasons = RowState.DONE, {"email": "Withdraw this invitation on the page about the person"}
    BulkRow.objects.filter(pk=row.pk).update(state=state, reasons=reasons)


def _more(more: bool, bulk: Bulk, end: BulkState) -> bool:
    if not more:
        Bulk.objects.filter(pk=bulk.pk).update(state=end)
    return more


def _stop(bulk: UUID, refused: Refused, *, at: datetime) -> None:
    """What is left stays as it is: another administrator may go on."""
    with transaction.atomic():
        held = Bulk.objects.select_for_update(of=("self",)).select_related("acting").get(pk=bulk)
        Bulk.objects.filter(pk=bulk).update(stopped_at=at)
        facts = {"bulk": str(bulk), "lapses": [lapse.code for lapse in refused.lapses]}
        record("bulk.stopped", at=at, actor=actor(held.acting), facts=facts)
