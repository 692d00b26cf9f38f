"""Who asked what is held about a child, what was collected, decided of it and handed out? (R-AUDIT-4)

What was collected lies sealed under a key of the request alone, which is destroyed with the bundle. Who asked and with
which evidence is sealed under the child's own key, and dies with the record (R-AUDIT-6).
"""

import uuid
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, Practitioner


class Asker(models.TextChoices):
    CHILD = "child", "The child"
    PARENT = "parent", "A parent or other person with parental responsibility"
    OTHER = "other", "Somebody else with authority to ask, such as a solicitor"


class Part(models.TextChoices):
    """What a job does one after the other; each is kept whole or not at all."""

    RECORD = "record", "Collecting what the record holds"
    LOOKS = "looks", "Collecting who looked"
    FILES = "files", "Making the documents"


class AccessRequest(models.Model):
    """One request. How far it is is read from its times."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Who answers: the record's, as it moves.
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    child_number = models.CharField(max_length=10, default="", blank=True)
    # Taken in without a number: whether a record is held is for those to say who see every record (R-SHIELD-2).
    without_number = models.BooleanField(default=False)
    asker = models.CharField(max_length=10, choices=Asker)
    said = models.BinaryField()  # sealed: oversight.subject_access.asking.Said
    words_key = models.UUIDField()  # contactpoint.vault.DataKey; the child's own where there is a record
    can_decide = models.BooleanField()  # the child, for themself (Gillick)
    agreed = models.BooleanField(null=True)  # such a child, to what somebody else asks for
    received_on = models.DateField()
    identity_asked_on = models.DateField(null=True)
    identity_seen_on = models.DateField(null=True)
    taken_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    content_key = models.UUIDField(null=True)  # contactpoint.vault.DataKey; gone when the bundle is destroyed
    parts_done = ArrayField(models.CharField(max_length=10, choices=Part), default=list)
    failed_part = models.CharField(max_length=10, choices=Part, default="", blank=True)
    collected_at = models.DateTimeField(null=True)
    passed_on_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    passed_on_at = models.DateTimeField(null=True)
    returned_because = models.BinaryField(null=True)  # sealed, as `said`: the second person's words
    agreed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["authority", "-received_on"], name="access_of_area"),
            models.Index(fields=["made_at"], condition=Q(destroyed_at=None), name="access_to_destroy"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(passed_on_at=None, passed_on_by=None)
                | Q(passed_on_at__isnull=False, passed_on_by__isnull=False),
                name="access_passed_on_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False, passed_on_by__isnull=False),
                name="access_agreed_once_passed_on",
            ),
            models.CheckConstraint(condition=~Q(agreed_by=F("passed_on_by")), name="access_agreed_by_a_second"),
            models.CheckConstraint(
                condition=Q(made_at=None) | Q(agreed_at__isnull=False), name="access_made_once_agreed"
            ),
            models.CheckConstraint(
                condition=Q(collected_at=None) | Q(identity_seen_on__isnull=False), name="access_of_who_was_identified"
            ),
            models.CheckConstraint(
                condition=Q(asker=Asker.CHILD, can_decide=True, agreed=None)
                | (
                    ~Q(asker=Asker.CHILD)
                    & (Q(can_decide=False, agreed=None) | Q(can_decide=True, agreed__isnull=False))
                ),
                name="access_says_whether_the_child_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(child_number="") | Q(without_number=True), name="access_is_about_a_record"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="access_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="access_asked_once",
                fields=["asker", "can_decide", "agreed", "received_on", "taken_by", "taken_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"access {self.pk}"


class AccessMoved(models.Model):
    """The request went with its record to another authority; all that this one still sees of it (R-REC-4)."""

    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="moved")
    of = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Whether this authority's data officers knew of it then: a shield that comes later changes nothing that they see.
    open = models.BooleanField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["of"], name="access_moved_from")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="access_moved_stays", operation=pgtrigger.Delete | pgtrigger.Update)
        ]

    def __str__(self) -> str:
        return f"moved {self.at:%Y-%m-%d}"


class Kind(models.TextChoices):
    """What stands in the way of handing an item out."""

    OWN = "own", "About the child"
    THIRD_PARTY = "third_party", "About somebody else"
    SENSITIVE = "sensitive", "About a sensitive service"
    SHIELDED = "shielded", "Hidden by a shield"


class Decision(models.TextChoices):
    INCLUDE = "include", "Include it"
    LEAVE_OUT = "leave_out", "Leave it out"


class Exemption(models.TextChoices):
    """Why the law lets something be left out; kept with the request, never in the bundle."""

    OTHER_PERSON = "other_person", "It is about somebody else who has not agreed, and it is not reasonable without"
    SERIOUS_HARM = "serious_harm", "It could cause serious harm to the child or somebody else"
    CONFIDENCE = "confidence", "The child gave or got it in confidence, or does not want it passed on"
    CRIME = "crime", "It could get in the way of preventing or finding a crime"
    COURT = "court", "It is about adoption, parental orders or a court’s papers"


class AccessItem(models.Model):
    """One thing that may be handed out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="items")
    part = models.CharField(max_length=10, choices=Part)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    # Would tell where another child is whom a shield hides: shown so to shielding officers alone.
    guarded = models.BooleanField(default=False)
    service = models.UUIDField(null=True)  # the sensitive involvement that it is about
    follows = ArrayField(models.UUIDField(), default=list)  # items without which this one would tell of them
    sealed = models.BinaryField()  # oversight.subject_access.facts.Fact
    decision = models.CharField(max_length=20, choices=Decision, default="", blank=True)
    exemption = models.CharField(max_length=20, choices=Exemption, default="", blank=True)
    decided_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    by_officer = models.BooleanField(default=False)  # decided by a shielding officer, who saw everything

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "part", "number"], name="access_item_once"),
            models.CheckConstraint(
                condition=(Q(decision=Decision.LEAVE_OUT) & ~Q(exemption=""))
                | (~Q(decision=Decision.LEAVE_OUT) & Q(exemption="")),
                name="left_out_has_an_exemption",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decided_by__isnull=False) | Q(kind=Kind.OWN, decision=Decision.INCLUDE),
                name="access_item_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.number}"


class FileKind(models.TextChoices):
    WHOLE = "whole", "The answer"
    LARGE = "large", "The answer in large print"
    CHILD = "child", "The front page for a child"
    TABLE = "table", "The answer as a table (CSV)"


class AccessFile(models.Model):
    """One document of the bundle, sealed under the request's own key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=FileKind)
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "kind"], name="access_file_once")]

    def __str__(self) -> str:
        return self.kind
