"""What was seen before access was given: identity, clearance, training, agreement. New rows, never changed ones."""

from typing import ClassVar

from django.db import models

from accounts.models.practitioner import Practitioner


class Identity(models.Model):
    """Somebody saw who this person is."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="identities")
    verified_on = models.DateField()
    verified_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"identity verified {self.verified_on}"


class Clearance(models.Model):
    """An enhanced Criminal Records Bureau disclosure, seen and recorded by an administrator (R-USER-1)."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="clearances")
    disclosure_number = models.CharField(max_length=12)
    issued_on = models.DateField()
    seen_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practitioner", "disclosure_number"], name="disclosure_recorded_once"),
            models.CheckConstraint(
                condition=models.Q(disclosure_number__regex=r"^[0-9]{12}$"),
                name="disclosure_number_has_12_digits",
            ),
        ]

    def __str__(self) -> str:
        return f"clearance issued {self.issued_on}"


class Training(models.Model):
    """The mandatory training, completed."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="trainings")
    completed_on = models.DateField()
    recorded_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"training completed {self.completed_on}"


class Document(models.TextChoices):
    USER_AGREEMENT = "user_agreement", "User agreement"
    SECURITY_PROCEDURES = "security_procedures", "Security operating procedures"


class Agreement(models.Model):
    """The practitioner accepted a document, in the version of that day."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="agreements")
    document = models.CharField(max_length=30, choices=Document)
    version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField()
    # Who saw the signed paper; nobody when it was accepted on the page.
    recorded_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.document} {self.version}"
