"""Which schools, practices, trusts and postcode districts are there?"""

from django.db import models

from accounts.models import Organisation


class EducationalSetting(models.Model):
    urn = models.CharField(max_length=6, primary_key=True)
    dfe_number = models.CharField(max_length=7, unique=True)  # authority + establishment; invented where unknown
    name = models.CharField(max_length=200)
    town = models.CharField(max_length=100, default="", blank=True)
    postcode = models.CharField(max_length=8)
    phone = models.CharField(max_length=30, default="", blank=True)
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class Practice(models.Model):
    ods_code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    postcode = models.CharField(max_length=8)
    phone = models.CharField(max_length=30, default="", blank=True)
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
