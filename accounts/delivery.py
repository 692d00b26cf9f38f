"""What happens to an e-mail when its time has come? Sent, tried again with growing pauses, or given up and shown."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException, SMTPResponseException
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from accounts.letters import write
from accounts.models import Message
from accounts.notices import tell_administrators
from accounts.post import promise_delivery, waiting
from accounts.signals import given_up
from audit.log import record

# After each refusal; when these are used up, a person must look: about sixteen hours in all.
PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
)


def deliver(message: UUID, *, at: datetime) -> None:
    """Sends it, unless it has gone or was called back meanwhile. The row is held: `cancel` waits for the end.

    A worker lost before the commit leaves it waiting, so that it is sent again.
    """
    with transaction.atomic():
        found = waiting().select_for_update(of=("self",)).filter(pk=message)
        row = found.select_related("practitioner__organisation").first()
        if row is None:
            return
        try:
            _email(row).send()
        except (SMTPException, OSError) as error:
            _refused(row, error, at=at)
        else:
            Message.objects.filter(pk=row.pk).update(sent_at=at, attempts=row.attempts + 1, failed_because="")
            _log("message.sent", row, at=at)


def _email(row: Message) -> EmailMessage:
    """Under one name however often it is sent, so that a mailbox may leave out the second."""
    written = write(row)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<{row.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(written.subject, written.body, to=[row.to], headers=headers)


def _refused(row: Message, error: Exception, *, at: datetime) -> None:
    row.failed_because = _reason(error)
    over = row.attempts >= len(PAUSES)
    if over:
        row.given_up_at = at
    else:
        row.send_at = at + PAUSES[row.attempts]
    row.attempts += 1
    row.save(update_fields=["failed_because", "given_up_at", "send_at", "attempts"])
    if not over:
        promise_delivery(row)
        return
    _log("message.given_up", row, at=at)
    if person := row.practitioner:
        where = reverse("view_person", args=[person.pk])
        tell_administrators(person.organisation, "mail_undelivered", at=at, path=where, mail=False, person=person.pk)
    given_up.send(Message, message=row, at=at)


def _reason(error: Exception) -> str:
    """Its kind and code. Never its words: a server may repeat what was sent."""
    code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    return type(error).__name__ + code


def _log(verb: str, row: Message, *, at: datetime) -> None:
    facts = {"message": str(row.pk), "template": row.template}
    if row.practitioner_id:
        facts["practitioner"] = str(row.practitioner_id)
    record(verb, at=at, source="post", because=row.failed_because, facts=facts)
