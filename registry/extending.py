"""Who has consented to stay included beyond the age of a child, when, and how? (R-REC-3)

For a care leaver or a person with a learning disability alone, and only by explicit consent, which can be withdrawn at
any time. What was said is sealed under the key of the record.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import models

from accounts.models import Practitioner
from registry.models import Child, Extension


class ExtendedFor(models.TextChoices):
    """Who alone may stay included."""

    CARE_LEAVER = "care_leaver", "A care leaver"
    LEARNING_DISABILITY = "learning_disability", "A person with a learning disability"


class How(models.TextChoices):
    WRITING = "writing", "In writing, signed"
    SPOKEN = "spoken", "In words, in front of a witness"
    SUPPORTED = "supported", "With communication support, in front of a witness"


class ConsentGiven(Exception):
    """Consent is recorded already and was not withdrawn."""


class NoConsent(Exception):
    """No consent is recorded that could be withdrawn."""


@dataclass(frozen=True)
class Consent:
    """Explicit: who consented, when, how, and who saw it."""

    because: ExtendedFor
    by: str  # the person, or who may decide for them
    on: date
    how: How
    seen_by: str


@dataclass
class Extensions:
    """Of some children: whose consent is in force, and since when the last one is not."""

    in_force: set[UUID] = field(default_factory=set)
    withdrawn_on: dict[UUID, date] = field(default_factory=dict)


def give_consent(child: Child, consent: Consent, *, by: Practitioner, at: datetime) -> Extension:
    """Keeps it, inside the caller's transaction, which holds the record. Raises ConsentGiven."""
    if Extension.objects.filter(child=child, withdrawn_at=None).exists():
        raise ConsentGiven
    row = Extension(child=child, recorded_by=by, recorded_at=at)
    said = [consent.because, consent.by, consent.on.isoformat(), consent.how, consent.seen_by]
    row.consent = child.words_key.seal(json.dumps(said), place=_place(row))
    row.save(force_insert=True)
    return row


def withdraw_consent(child: Child, *, on: date, by: Practitioner, at: datetime) -> Extension:
    """Inside the caller's transaction, which holds the record. Raises NoConsent."""
    row = Extension.objects.filter(child=child, withdrawn_at=None).first()
    if row is None:
        raise NoConsent
    Extension.objects.filter(pk=row.pk).update(withdrawn_on=on, withdrawn_by=by, withdrawn_at=at)
    return row


def extensions_of(children: Collection[UUID]) -> Extensions:
    """The last one of each child decides."""
    rows = Extension.objects.filter(child__among=children).order_by("child", "-recorded_at").distinct("child")
    found = Extensions()
    for child, withdrawn_on in rows.values_list("child", "withdrawn_on"):
        if withdrawn_on is None:
            found.in_force.add(child)
        else:
            found.withdrawn_on[child] = withdrawn_on
    return found


def consent_of(child: Child) -> Consent | None:
    """The one in force. Who may read it is the caller's question."""
    row = Extension.objects.filter(child=child, withdrawn_at=None).first()
    if row is None:
        return None
    because, who, on, how, seen_by = json.loads(child.words_key.unseal(row.consent, place=_place(row)))
    return Consent(ExtendedFor(because), who, date.fromisoformat(on), How(how), seen_by)


def _place(row: Extension) -> str:
    return f"registry_extension.consent|{row.pk}"
