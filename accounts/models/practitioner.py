"""Who has an account? Everyone with access is a practitioner here, administrators and operators too (R-USER-1)."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models.organisation import Organisation
from accounts.passwords import normalised


class AccountState(models.TextChoices):
    INVITED = "invited", "Invited"
    ACTIVE = "active", "Active"
    SUSPENDED = "suspended", "Suspended"
    CLOSED = "closed", "Closed"


class Practitioners(BaseUserManager["Practitioner"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Practitioner":
        """An account without roles; a role is held in an organisation (accounts.roles)."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Practitioner(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    forename = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    job_title = models.CharField(max_length=100)
    phone = models.CharField(max_length=30, default="", blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="practitioners")  # grants the access
    employer = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="employees")  # R-USER-9
    # Within the organisation: a team, or a supplying body of its area, whose administrators are delegated theirs.
    team = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="members")
    line_manager = models.ForeignKey("self", models.SET_NULL, null=True, related_name="reports")
    account_state = models.CharField(max_length=20, choices=AccountState, default=AccountState.INVITED)
    wants_digest = models.BooleanField(default=True)  # the daily e-mail of what waits (registry.digests)
    session_key = models.CharField(max_length=40, default="", blank=True)  # the one session (R-USER-4)
    invited_at = models.DateTimeField(auto_now_add=True)
    active_since = models.DateTimeField(null=True)  # activated, or restored
    last_used_at = models.DateTimeField(null=True)  # the last sign-in
    # To compare with a child's, never to read: keyed tokens, not the address and the name (R-USER-9).
    home_postcode_token = models.BinaryField(null=True)
    surname_token = models.BinaryField(null=True)

    objects: ClassVar[Practitioners] = Practitioners()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["forename", "surname"]

    class Meta:
        constraints: ClassVar = [
            # A Django superuser would pass every back end unasked.
            models.CheckConstraint(condition=Q(is_superuser=False), name="no_superusers"),
            models.UniqueConstraint(Lower("email"), name="practitioner_email_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}"

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password and normalised(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Here, so that every page, command and back end compares in the same form (NIST SP 800-63B)."""
        return super().check_password(raw_password and normalised(raw_password))

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django's flag, answered from our state
        """Whether they may sign in at all. What they may do then is asked of accounts.access alone."""
        return self.account_state in (AccountState.INVITED, AccountState.ACTIVE)
