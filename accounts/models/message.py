"""Which e-mails are to be sent, and what became of them? The outbox: written in the transaction of the act."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models.practitioner import Practitioner


class Message(models.Model):
    """One e-mail to one person, or to the address that a body has given. What it says is written when it is sent: no
    secret and no child stands here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="messages")
    address = models.EmailField(default="", blank=True)  # of a body that has no account here
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
                condition=Q(practitioner=None) & ~Q(address="") | Q(practitioner__isnull=False, address=""),
                name="message_goes_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, cancelled_at=None)
                | Q(sent_at=None, given_up_at=None)
                | Q(cancelled_at=None, given_up_at=None),
                name="message_ends_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.send_at:%Y-%m-%d %H:%M}"

    @property
    def person(self) -> Practitioner:
        """Whom it is to: a letter with a link in it is never to an address alone."""
        assert self.practitioner is not None  # noqa: S101 - tells the type
        return self.practitioner

    @property
    def to(self) -> str:
        return self.practitioner.email if self.practitioner else self.address
