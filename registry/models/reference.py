"""Which schools, practices, trusts and postcode districts are there?"""

from django.db import models

from accounts.models import Organisation


class Standing(models.TextChoices):
    """Whether a place is at work, as the national register of such places says."""

    OPEN = "open", "Open"
    PROPOSED = "proposed", "Proposed to open"
    CLOSED = "closed", "Closed"


class EducationalSetting(models.Model):
    urn = models.CharField(max_length=6, primary_key=True)
    # Authority + establishment; invented where unknown. An academy often takes over that of the school it follows.
    dfe_number = models.CharField(max_length=7, db_index=True)
    name = models.CharField(max_length=200)
    town = models.CharField(max_length=100, default="", blank=True)
    postcode = models.CharField(max_length=8)
    phone = models.CharField(max_length=30, default="", blank=True)
    standing = models.CharField(max_length=20, choices=Standing, default=Standing.OPEN)
    closed_on = models.DateField(null=True)
    successor = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")  # who took its place
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class Practice(models.Model):
    ods_code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    postcode = models.CharField(max_length=8)
    phone = models.CharField(max_length=30, default="", blank=True)
    standing = models.CharField(max_length=20, choices=Standing, default=Standing.OPEN)
    closed_on = models.DateField(null=True)
    successor = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")  # who took its place
    authority = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Trust(models.Model):
    ods_code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=200)
    postcode = models.CharField(max_length=8)
    authority = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class PostcodeDistrict(models.Model):
    """Where a postcode lies, well enough to propose the responsible authority."""

    district = models.CharField(max_length=4, primary_key=True)
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.district
