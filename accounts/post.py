"""How is an e-mail promised in the transaction of the act, or called back? (accounts.delivery sends it)"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.facts import Fact, kept
from accounts.letters import LETTERS
from accounts.models import Message, Practitioner
from audit.log import NotInTransaction, record
from contactpoint.jobs.queue import promise, promise_many

DELIVER: Final = "post.deliver"
OVERDUE_AFTER: Final = timedelta(hours=1)  # its job has died, or the queue is very long: then another is harmless


def send(
    practitioner: Practitioner, template: str, *, at: datetime, send_at: datetime | None = None, **facts: Fact
) -> Message:
    """An e-mail to this person from `send_at` on (at once without it); nothing is sent if the act is rolled back.

    `template` is one of accounts.letters.LETTERS, `facts` exactly those it declares. Raises NotInTransaction,
    KeyError, facts.NotDeclared.
    """
    return send_many([practitioner], template, at=at, send_at=send_at, **facts)[0]


def send_many(
    practitioners: Iterable[Practitioner],
    template: str,
    *,
    at: datetime,
    send_at: datetime | None = None,
    **facts: Fact,
) -> list[Message]:
    """The same e-mail to each of them, in few statements. Raises as `send`."""
    if not connection.in_atomic_block:
        raise NotInTransaction(template)
    declared = kept(LETTERS[template].facts, facts)
    messages = Message.objects.bulk_create(
        Message(practitioner=one, template=template, facts=declared, asked_at=at, send_at=send_at or at)
        for one in practitioners
    )
    promise_many(DELIVER, at=send_at or at, each={_slot(message): {"message": str(message.pk)} for message in messages})
    return messages


def send_to_address(address: str, template: str, *, at: datetime, **facts: Fact) -> Message:
    """An e-mail to a body that has no account here. Raises as `send`."""
    if not connection.in_atomic_block:
        raise NotInTransaction(template)
    declared = kept(LETTERS[template].facts, facts)
    message = Message.objects.create(address=address, template=template, facts=declared, asked_at=at, send_at=at)
    promise_delivery(message)
    return message


def cancel(message: Message, *, at: datetime) -> bool:
    """Calls it back. False when it has gone already; one that is just being sent is waited for."""
    with transaction.atomic():
        stopped = bool(waiting().filter(pk=message.pk).update(cancelled_at=at))
        if stopped:
            facts = {"message": str(message.pk), "template": message.template}
            record("message.cancelled", at=at, source="post", facts=facts)
    return stopped


def waiting() -> QuerySet[Message]:
    """Neither sent nor cancelled nor given up."""
    return Message.objects.filter(sent_at=None, cancelled_at=None, given_up_at=None)


def cancel_many(messages: QuerySet[Message], *, at: datetime) -> set[UUID]:
    """Calls back those that have not gone; whom they were for. One that is just being sent is waited for."""
    with transaction.atomic():
        held = dict(messages.filter(pk__in=waiting()).select_for_update(of=("self",)).values_list("pk", "practitioner"))
        Message.objects.filter(pk__in=held).update(cancelled_at=at)
        for message, template in Message.objects.filter(pk__in=held).values_list("pk", "template"):
            facts = {"message": str(message), "template": template}
            record("message.cancelled", at=at, source="post", facts=facts)
    return set(held.values())


def promise_delivery(message: Message) -> None:
    """The next attempt; each is one job."""
    promise(DELIVER, at=message.send_at, slot=_slot(message), message=str(message.pk))


def _slot(message: Message) -> str:
    return f"post:{message.pk}:{message.attempts}"


def promise_overdue(*, at: datetime) -> int:
    """Promises again what should have gone long ago, as when its job killed three workers. How many messages."""
    overdue = waiting().filter(send_at__lt=at - OVERDUE_AFTER).values_list("pk", flat=True)
    with transaction.atomic():
        for message in overdue:
            promise(DELIVER, at=at, message=str(message))
    return len(overdue)
