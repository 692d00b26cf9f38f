"""Which organisations take part, and how far is each? (rulebook section 2)"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.permissions import PERMISSIONS


class Kind(models.TextChoices):
    NATIONAL_TEAM = "national_team", "National team"
    AUTHORITY = "authority", "Local authority"
    NATIONAL_PARTNER = "national_partner", "National partner"
    SUPPLYING_BODY = "supplying_body", "Supplying body"
    TEAM = "team", "Team"  # within one of the others


class Stage(models.TextChoices):
    """What is open to an organisation (R-ORG-1)."""

    PREPARING = "preparing", "Preparing"
    SHIELDING = "shielding", "Shielding"
    MANAGEMENT_TEAM = "management_team", "Management team"
    EARLY_ADOPTER = "early_adopter", "Early adopter"
    LIVE = "live", "Live"

    @property
    def rank(self) -> int:
        """The further, the higher; also where an organisation's track leaves a stage out."""
        return list(Stage).index(self)


class Track(models.TextChoices):
    EARLY_ADOPTER = "early_adopter", "Early adopter"
    OTHER = "other", "Other areas"


class Organisation(models.Model):
    """An organisation that grants access, supplies data, or runs the programme. Only a decision moves its stage."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=20)  # authorities: the three-digit DfE code, which outlives changes of status
    gss_code = models.CharField(max_length=9, default="", blank=True)
    region = models.CharField(max_length=60, default="", blank=True)
    track = models.CharField(max_length=20, choices=Track, default=Track.OTHER)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.PREPARING)
    sector = models.CharField(max_length=20, default="", blank=True)  # supplying bodies: education, health, ...
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="bodies")
    team_phone = models.CharField(max_length=30, default="", blank=True)
    team_phone_out_of_hours = models.CharField(max_length=30, default="", blank=True)
    team_email = models.EmailField(default="", blank=True)

    class Meta:
        permissions = PERMISSIONS
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "code"], name="organisation_code_once"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.AUTHORITY) | Q(code__regex=r"^[0-9]{3}$"),
                name="authority_has_dfe_code",
            ),
            models.CheckConstraint(condition=~Q(kind=Kind.TEAM) | Q(parent__isnull=False), name="team_is_within"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationGroupObjectPermission(GroupObjectPermissionBase):
    """Roles are held in an organisation through one group each (architecture: django-guardian)."""

    content_object = models.ForeignKey(Organisation, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        pass


class OrganisationUserObjectPermission(UserObjectPermissionBase):
    """Never used: a permission is held through a role. guardian asks for the table; the constraint keeps it empty."""

    content_object = models.ForeignKey(Organisation, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk__isnull=True), name="no_permission_held_by_a_user_alone")
        ]
