"""What is known of the child? Names, addresses, carers, school, practice, identifiers (Schedule 1)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from registry.models.child import Child
from registry.models.reference import EducationalSetting, Practice
from registry.models.stated import Stated, said_by_at_most_one


class NameKind(models.TextChoices):
    CURRENT = "current", "Name"
    FORMER = "former", "Former name"
    ALSO_USED = "also_used", "Name also used"


class ChildName(Stated):
    child = models.ForeignKey(Child, models.CASCADE, related_name="names")
    kind = models.CharField(max_length=20, choices=NameKind)
    forename = models.CharField(max_length=100, default="", blank=True)
    middle_names = models.CharField(max_length=150, default="", blank=True)
    surname = models.CharField(max_length=100, default="", blank=True)

    class Meta(Stated.Meta):
        constraints: ClassVar = [
            said_by_at_most_one("name_said_by_at_most_one"),
            models.UniqueConstraint(fields=["child"], condition=Q(kind="current"), name="one_current_name"),
            models.CheckConstraint(condition=~Q(forename="", surname=""), name="a_name_has_letters"),
        ]

    def __str__(self) -> str:
        return f"{self.forename} {self.surname}".strip()


class AddressKind(models.TextChoices):
    CURRENT = "current", "Address"
    LAST_KNOWN = "last_known", "Last known address"
    FORMER = "former", "Former address"
    NONE_KNOWN = "none_known", "No known address"
    LEFT_ENGLAND = "left_england", "Left England"


class Returning(models.TextChoices):
    INTENDED = "intended", "Return within three years intended"
    NOT_INTENDED = "not_intended", "Return within three years not intended"
    UNKNOWN = "unknown", "Not known whether a return is intended"


class Address(Stated):
    child = models.ForeignKey(Child, models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=20, choices=AddressKind)
    lines = models.CharField(max_length=250, default="", blank=True)
    town = models.CharField(max_length=100, default="", blank=True)
    postcode = models.CharField(max_length=8, default="", blank=True)
    uprn = models.CharField(max_length=12, default="", blank=True)
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True)
    returning = models.CharField(max_length=20, choices=Returning, default="", blank=True)

    class Meta(Stated.Meta):
        constraints: ClassVar = [
            *Stated.Meta.constraints,
            models.UniqueConstraint(fields=["child"], condition=~Q(kind="former"), name="one_place_now"),
            models.CheckConstraint(
                condition=~Q(kind__in=["none_known", "left_england"]) | Q(lines="", postcode=""),
                name="no_known_address_has_none",
            ),
        ]

    def __str__(self) -> str:
        return self.postcode or self.kind


class Carer(Stated):
    """A person with parental responsibility or care."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="carers")
    name = models.CharField(max_length=150)
    relationship = models.CharField(max_length=60, default="", blank=True)
    parental_responsibility = models.BooleanField(default=False)
    phone = models.CharField(max_length=30, default="", blank=True)
    address = models.CharField(max_length=300, default="", blank=True)  # empty: as the child

    class Meta(Stated.Meta):
        constraints: ClassVar = [said_by_at_most_one("carer_said_by_at_most_one")]

    def __str__(self) -> str:
        return self.name


class Attendance(Stated):
    """The educational setting, or a statement that there is none (Schedule 1 item 7)."""

    class Statement(models.TextChoices):
        AT_SETTING = "at_setting", "At this setting"
        OTHERWISE = "otherwise", "Educated otherwise"
        NOT_KNOWN = "not_known", "Not known to be in education"

    child = models.ForeignKey(Child, models.CASCADE, related_name="attendances")
    statement = models.CharField(max_length=20, choices=Statement)
    setting = models.ForeignKey(EducationalSetting, models.PROTECT, null=True, db_index=False, related_name="+")
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta(Stated.Meta):
        constraints: ClassVar = [
            *Stated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(statement="at_setting") & Q(setting__isnull=False)
                | ~Q(statement="at_setting") & Q(setting__isnull=True),
                name="a_setting_or_a_statement",
            ),
        ]

    def __str__(self) -> str:
        return self.statement


class PracticeRegistration(Stated):
    child = models.ForeignKey(Child, models.CASCADE, related_name="registrations")
    practice = models.ForeignKey(Practice, models.PROTECT, db_index=False, related_name="+")
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta(Stated.Meta):
        constraints: ClassVar = [
            *Stated.Meta.constraints,
            models.UniqueConstraint(fields=["child"], condition=Q(ended_on__isnull=True), name="one_practice_now"),
        ]

    def __str__(self) -> str:
        return str(self.practice_id)


class Identifier(Stated):
    """A number of another system: it matches records and is no search result (R-REC-2)."""

    class Scheme(models.TextChoices):
        UPN = "upn", "Unique pupil number"
        FORMER_UPN = "former_upn", "Former unique pupil number"
        NHS_NUMBER = "nhs_number", "NHS number"
        LOCAL_CASE = "local_case", "Local case number"
        BIRTH_REGISTRATION = "birth_registration", "Birth registration number"

    child = models.ForeignKey(Child, models.CASCADE, db_index=False, related_name="identifiers")
    scheme = models.CharField(max_length=20, choices=Scheme)
    value = models.CharField(max_length=40)

    class Meta(Stated.Meta):
        indexes: ClassVar = [models.Index(fields=["scheme", "value"], name="identifier_value")]
        constraints: ClassVar = [
            *Stated.Meta.constraints,
            models.UniqueConstraint(fields=["child", "scheme", "value"], name="an_identifier_once"),
        ]

    def __str__(self) -> str:
        return self.scheme
