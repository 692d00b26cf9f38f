"""Which investigations of overrides wait for this team, and what does each show? (R-SHIELD-5)

Only to the shielding officers of the area that is responsible for the child, and never to the person who looked:
everybody else reads that there is no such page.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.access import NotYours, actor, may
from accounts.models import Practitioner
from audit.log import record
from audit.models import Event
from registry.disclosure import NotThere, child_named
from registry.models import Reason
from registry.overrides import words_of
from registry.shown import Hit
from shielding.models import Investigation, InvestigationNote

RIGHT: Final = "shield_children"
SHOWN: Final = 100  # the newest
OPENED: Final = "child.opened"
GROUPS: Final = {
    "heading": "Name, date of birth, gender, number",
    "carer_names": "Names of carers",
    "contacts": "Who works with the child",
    "past_contacts": "Who worked with the child",
    "caf": "Assessment",
    "names": "All names",
    "places": "Addresses",
    "carers": "Carers and how to reach them",
    "identifiers": "Numbers of other systems",
}


@dataclass(frozen=True)
class Listed:
    """One in the list: who looked, and not at whom."""

    id: UUID
    reference: int
    name: str
    organisation: str
    opened_at: datetime
    due_at: datetime
    overdue: bool
    found: str
    closed_at: datetime | None


@dataclass(frozen=True)
class Note:
    kind: str
    by: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Access:
    """One look of the same person at the same child."""

    at: datetime
    why: str
    groups: tuple[str, ...]
    under_override: bool


@dataclass(frozen=True)
class Shown:
    """The page of one. `child` is missing where the record is not open in this area any more."""

    listed: Listed
    job_title: str
    manager: str
    child: Hit | None
    reason: str
    words: str
    until: datetime
    ending: str
    opened: tuple[Access, ...]
    others: tuple[Access, ...]
    notes: tuple[Note, ...]


def of_area(by: Practitioner, *, at: datetime) -> QuerySet[Investigation]:
    """Raises NotYours."""
    if not may(by, RIGHT, by.organisation, at=at):
        raise NotYours(RIGHT, by.organisation_id)
    rows = Investigation.objects.filter(override__child__responsible_authority=by.organisation)
    return rows.exclude(practitioner=by)


def investigations_of(by: Practitioner, *, at: datetime) -> tuple[Listed, ...]:
    """What is open first, the oldest before the others. Raises NotYours."""
    rows = of_area(by, at=at).select_related("practitioner__organisation").order_by("closed_at", "opened_at")
    waiting = rows.filter(closed_at=None)
    closed = rows.exclude(closed_at=None).order_by("-closed_at")[:SHOWN]
    return tuple(_listed(row, at=at) for row in (*waiting, *closed))


def waiting_for(person: Practitioner, *, at: datetime) -> list[tuple[str, str, int]]:
    """What the team's own page counts: words, address, how many. Nothing for who investigates nothing."""
    if not may(person, RIGHT, person.organisation, at=at):
        return []
    count = of_area(person, at=at).filter(closed_at=None).count()
    return [("Overrides to look into", reverse("investigations"), count)]


def investigation_to_read(investigation: UUID, *, by: Practitioner, at: datetime) -> Shown:
    """Who, when, why, what was opened; that it was read is in the log. Raises NotYours, LimitReached."""
    row = find(investigation, by=by, at=at)
    override, child = row.override, row.override.child
    with transaction.atomic():
        facts = {"investigation": str(row.pk)}
        record("investigation.read", at=at, actor=actor(by), child_number=child.number, facts=facts)
    opened, others = _accesses(row)
    return Shown(
        listed=_listed(row, at=at),
        job_title=row.practitioner.job_title,
        manager=row.practitioner.line_manager.name if row.practitioner.line_manager else "",
        child=_child(child.pk, by=by, at=at),
        reason=override.visit.get_reason_display(),
        words=words_of(override),
        until=timezone.localtime(override.ended_at or override.until),
        ending=override.get_ending_display(),
        opened=opened,
        others=others,
        notes=tuple(_note(row, note) for note in row.notes.select_related("by").order_by("at", "pk")),
    )


def find(investigation: UUID, *, by: Practitioner, at: datetime) -> Investigation:
    """Raises NotYours."""
    rows = of_area(by, at=at).select_related(
        "override__child__words_key", "override__visit", "practitioner__organisation", "practitioner__line_manager"
    )
    if row := rows.filter(pk=investigation).first():
        return row
    raise NotYours(RIGHT, by.organisation_id)


def place(note: InvestigationNote) -> str:
    """What a note's words are bound to."""
    return f"shielding_investigationnote.words|{note.sealing}"


def _listed(row: Investigation, *, at: datetime) -> Listed:
    return Listed(
        id=row.pk,
        reference=row.reference,
        name=row.practitioner.name,
        organisation=row.practitioner.organisation.name,
        opened_at=timezone.localtime(row.opened_at),
        due_at=timezone.localtime(row.due_at),
        overdue=row.closed_at is None and row.due_at <= at,
        found=row.get_found_display() if row.found else "",
        closed_at=timezone.localtime(row.closed_at) if row.closed_at else None,
    )


def _child(child: UUID, *, by: Practitioner, at: datetime) -> Hit | None:
    try:
        return child_named(child, viewer=by, at=at)
    except NotThere:
        return None


def _accesses(row: Investigation) -> tuple[tuple[Access, ...], tuple[Access, ...]]:
    """What was opened under this override, and whatever else this person opened of this child, newest first."""
    number, override = row.override.child.number, str(row.override_id)
    events = Event.objects.filter(actor=row.practitioner_id, child_number=number, verb=OPENED).order_by("-at", "-pk")
    here = events.filter(facts__override=override)
    others = events.exclude(facts__contains={"override": override})[:SHOWN]
    return tuple(map(_access, here)), tuple(map(_access, others))


def _access(event: Event) -> Access:
    known = event.because in Reason.values
    return Access(
        at=timezone.localtime(event.at),
        why=str(Reason(event.because).label) if known else event.because,
        groups=tuple(GROUPS[group] for group in event.facts.get("groups", ())),
        under_override=event.facts.get("sight") == "override",
    )


def _note(row: Investigation, note: InvestigationNote) -> Note:
    key = row.override.child.words_key
    return Note(
        kind=note.get_kind_display(),
        by=note.by.name,
        at=timezone.localtime(note.at),
        words=key.unseal(note.words, place=place(note)),
    )
