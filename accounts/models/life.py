"""How did an account begin, change and end? New rows, never changed ones but for their outcome."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models.organisation import Organisation
from accounts.models.practitioner import AccountState, Practitioner


class Invitation(models.Model):
    """An administrator asked this person in. The letter leaves at `send_at`; until then nobody has been told."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    send_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invited {self.invited_at:%Y-%m-%d}"


class Because(models.TextChoices):
    """Why the state of an account changed."""

    READY = "ready", "Every step is done"
    LEFT = "left", "Left the organisation"
    NEW_WORK = "new_work", "No longer needs access"
    LONG_ABSENCE = "long_absence", "Long absence"
    CONCERN = "concern", "Concern about how the account is used"
    UNUSED = "unused", "Not used for 90 days"
    SEVERE = "severe", "Unusual activity"
    NOT_CONFIRMED = "not_confirmed", "Not confirmed in the access review"
    CANCELLED = "cancelled", "Invitation withdrawn"
    RESTORED = "restored", "Access given back"
    REOPENED = "reopened", "Came back"


class StateChange(models.Model):
    """An account became active, suspended or closed."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="state_changes")
    state = models.CharField(max_length=20, choices=AccountState)
    because = models.CharField(max_length=20, choices=Because)
    by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")  # nobody: a rule
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("practitioner")), name="nobody_changes_the_own_account"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.at:%Y-%m-%d}"


class Transfer(models.Model):
    """One organisation lets a person go to another, which takes them on, or does not."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="transfers")
    from_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    hand_over_to = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # accepted, refused or withdrawn

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practitioner"], condition=Q(ended_at=None), name="one_transfer_at_a_time"),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("practitioner")) & ~Q(accepted_by=F("practitioner")),
                name="nobody_transfers_themselves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_organisation_id} to {self.to_organisation_id}"
