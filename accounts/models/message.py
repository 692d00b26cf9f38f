"""Which e-mails are to be sent, and what became of them? The outbox: written in the transaction of the act."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models.practitioner import Practitioner


class Message(models.Model):
    """One e-mail to one person. What it says is written when it is sent: no secret and no child stands here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="messages")
    template = models.CharField(max_length=40)  # accounts.letters.LETTERS
    facts = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    send_at = models.DateTimeField()  # not before; a refusal moves it on
    attempts = models.PositiveSmallIntegerField(default=0)
    failed_because = models.CharField(max_length=80, default="", blank=True)
    sent_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["send_at"],
                condition=Q(sent_at=None, cancelled_at=None, given_up_at=None),
                name="message_waiting",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sent_at=None, cancelled_at=None)
                | Q(sent_at=None, given_up_at=None)
                | Q(cancelled_at=None, given_up_at=None),
                name="message_ends_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.send_at:%Y-%m-%d %H:%M}"
