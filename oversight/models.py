"""Which looks at children did an organisation review in a month, and what was judged of each? (R-AUDIT-3)

A child is here by number only, so that nothing has to be hidden; words are sealed under a key that can die.
"""

import uuid
from datetime import date
from typing import ClassVar, Final

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, Practitioner
from oversight.complaints.models import Complaint as Complaint
from oversight.subject_access.models import AccessFile as AccessFile
from oversight.subject_access.models import AccessItem as AccessItem
from oversight.subject_access.models import AccessRequest as AccessRequest

_COMPLETE: Final = """
    IF NEW.signed_at IS NOT NULL AND EXISTS (
        SELECT FROM oversight_reviewitem WHERE review_id = NEW.id AND verdict = '' AND NOT for_national
    ) THEN RAISE EXCEPTION 'a_signed_review_is_complete'; END IF;
    RETURN NEW;
"""


class Review(models.Model):
    """One organisation's month, drawn when it was over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    drawn_at = models.DateTimeField()
    looks = models.PositiveIntegerField()  # records opened by people of the organisation
    explained = models.PositiveIntegerField()  # by a tie of work
    sample = models.PositiveIntegerField()  # of those that are not listed anyway
    reminded_at = models.DateTimeField(null=True)  # of being late; the last time
    escalated_at = models.DateTimeField(null=True)  # to the national auditor
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "month"], name="one_review_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="a_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None) | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="a_signed_review_has_who_signed",
            ),
            models.CheckConstraint(
                condition=Q(explained__lte=F("looks"), sample__lte=F("looks")), name="no_more_than_all_looks"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="drawn_once", fields=["organisation", "month", "drawn_at", "looks", "explained", "sample"]
            ),
            pgtrigger.Protect(
                name="signed_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__signed_at__isnull=False)
            ),
            pgtrigger.Protect(name="review_stays", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="a_signed_review_is_complete",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_COMPLETE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.month:%Y-%m}"


class Listing(models.TextChoices):
    """Why it is put before a person."""

    RANKED = "ranked", "Hard to explain"
    OVERRIDE = "override", "Under override"
    SAMPLE = "sample", "Drawn at random"
    UNUSUAL = "unusual", "Unusual activity"  # flagged within the hour (oversight.watching)


class Verdict(models.TextChoices):
    IN_ORDER = "in_order", "Expected"
    EXPLAINED = "explained", "Explained after asking"
    ESCALATED = "escalated", "Referred"


class ReviewItem(models.Model):
    """What one person did with one child; or, without a child, an unusual amount."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, null=True, related_name="items")  # none: flagged within the hour
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")  # who looked
    child_number = models.CharField(max_length=10, default="", blank=True)
    kind = models.CharField(max_length=20, choices=Listing)
    reference = models.PositiveIntegerField(null=True)  # of the override's investigation
    reasons = models.JSONField(default=list)  # sentences, as they were true when it was drawn
    score = models.FloatField(default=0)  # bits
    events = ArrayField(models.BigIntegerField())
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    shows_number = models.BooleanField(default=False)  # not where it would say that the child is shielded
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # of what is UNUSUAL
    seen_from = models.DateTimeField(null=True)  # of what is UNUSUAL: where the time began that was looked through
    extreme = models.BooleanField(default=False)  # by the thresholds at which an account may be suspended at once
    for_national = models.BooleanField(default=False)  # about somebody who audits or administers there
    reminded_at = models.DateTimeField(null=True)  # of what is UNUSUAL; the last time
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    needed_for = models.BinaryField(null=True)  # sealed, as the next two: what the person answered
    confirmed_by = models.BinaryField(null=True)  # who else can confirm it
    words = models.BinaryField(null=True)  # the reviewer's
    words_key = models.UUIDField()  # contactpoint.vault.DataKey; the child's own, where there is one
    verdict = models.CharField(max_length=20, choices=Verdict, default="", blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["review"], condition=Q(verdict=""), name="items_to_judge"),
            models.Index(
                fields=["practitioner"],
                condition=Q(verdict="", asked_at__isnull=False, answered_at=None),
                name="items_to_answer",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(judged_by=F("practitioner")) & ~Q(asked_by=F("practitioner")),
                name="nobody_reviews_the_own_access",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", judged_at=None, judged_by=None)
                | (Q(judged_at__isnull=False, judged_by__isnull=False) & ~Q(verdict="")),
                name="a_verdict_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.ESCALATED) | Q(words__isnull=False), name="a_referral_has_its_words"
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.IN_ORDER) | Q(kind=Listing.SAMPLE) | Q(words__isnull=False),
                name="a_dismissal_has_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.EXPLAINED) | Q(words__isnull=False) | Q(answered_at__isnull=False),
                name="explained_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_by=None) | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="asked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, needed_for=None, confirmed_by=None)
                | Q(
                    answered_at__isnull=False,
                    needed_for__isnull=False,
                    confirmed_by__isnull=False,
                    asked_at__isnull=False,
                ),
                name="both_questions_are_answered",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[Listing.RANKED, Listing.UNUSUAL]) | ~Q(child_number=""),
                name="an_amount_alone_has_no_child",
            ),
            models.CheckConstraint(
                condition=Q(kind=Listing.UNUSUAL, review=None, organisation__isnull=False, seen_from__isnull=False)
                | (~Q(kind=Listing.UNUSUAL) & Q(review__isnull=False, organisation=None, seen_from=None)),
                name="of_a_month_or_of_an_hour",
            ),
            models.UniqueConstraint(fields=["practitioner", "seen_from"], name="flagged_once_for_a_time"),
            models.CheckConstraint(
                condition=Q(shows_number=False) | ~Q(kind=Listing.OVERRIDE), name="an_override_shows_no_number"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="listed_once",
                fields=[
                    "review",
                    "practitioner",
                    "child_number",
                    "kind",
                    "reference",
                    "reasons",
                    "score",
                    "events",
                    "shows_number",
                    "organisation",
                    "seen_from",
                    "extreme",
                ],
            ),
            pgtrigger.Protect(
                name="judged_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__verdict__gt="")
            ),
            pgtrigger.Protect(name="item_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def month(self) -> date:
        """In which it is reviewed."""
        return self.review.month if self.review else self.first_at.date()


class PackExport(models.Model):
    """A file of one review's accesses: asked for by one person, agreed to by another, sealed until it is forgotten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="exports")
    asked_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    file = models.BinaryField(null=True)  # sealed under a key of its own, which dies with it
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(asked_by=F("agreed_by")), name="an_export_takes_two_persons"),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None, file=None)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False, file__isnull=False, forgotten_at=None)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False, file=None, forgotten_at__isnull=False),
                name="an_export_has_a_file_while_it_is_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.asked_at:%Y-%m-%d}"
