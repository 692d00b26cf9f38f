"""Which authorities have signed their start-up list of children to be hidden? (R-SHIELD-9)"""

from django.db import models

from accounts.models import Organisation


class StartUpSigned(models.Model):
    """One authority, from the moment when two people have signed. `last`, `filed_at`: how far search has followed."""

    authority = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField()
    last = models.UUIDField(null=True)  # the child up to which the index is made again
    filed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"signed {self.at:%Y-%m-%d}"
