"""How is an override looked into, explained and judged, by another person than the one who looked? (R-SHIELD-5, H8)"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.access import actor
from accounts.cases import open_case
from accounts.granting import NotDone
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from registry.disclosure import NotThere
from shielding.investigations import find, of_area, place
from shielding.models import Found, Investigation, InvestigationNote, Kind


class Step(StrEnum):
    """What an officer can do next."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    ASK = "ask"
    MORE = "more"


WORDS: Final = {
    Step.JUSTIFIED: "It was justified: close it",
    Step.NOT_JUSTIFIED: "It was not justified: suspend the account, open a case about it and close this",
    Step.ASK: "Ask the person to explain it",
    Step.MORE: "It needs more: keep it open",
}


@dataclass(frozen=True)
class Asked:
    """All that the person who looked is told of it."""

    reference: int
    looked_at: datetime


def take_step(investigation: UUID, step: Step, *, words: str, by: Practitioner, at: datetime) -> None:
    """Writes the step and its words, and does what follows from it. Raises NotDone once it is closed; NotYours."""
    with transaction.atomic():
        row = _locked(investigation, by=by, at=at)
        if step in (Step.JUSTIFIED, Step.NOT_JUSTIFIED):
            _close(row, Found(step), words=words, by=by, at=at)
        elif step == Step.ASK:
            _note(row, Kind.ASKED, "investigation.explanation_asked", words=words, by=by, at=at)
            path = reverse("explain_override", args=[row.pk])
            tell(row.practitioner, "explanation_asked", at=at, path=path, reference=row.reference)
        else:
            _note(row, Kind.MORE, "investigation.needs_more", words=words, by=by, at=at)


def asked_of(investigation: UUID, *, by: Practitioner, at: datetime) -> Asked:
    """What this person is asked to explain. Raises NotThere for anybody else, and when nobody asks (any more)."""
    row = _to_explain(investigation, by=by)
    return Asked(row.reference, timezone.localtime(row.override.began_at))


def explain(investigation: UUID, *, words: str, by: Practitioner, at: datetime) -> None:
    """In the own words of the person who looked; whoever asked last is told. Raises NotThere."""
    with transaction.atomic():
        Investigation.objects.select_for_update().filter(pk=investigation).first()
        row = _to_explain(investigation, by=by)
        asked = row.notes.filter(kind=Kind.ASKED).select_related("by").latest("at", "pk")
        _note(row, Kind.EXPLAINED, "investigation.explained", words=words, by=by, at=at)
        path = reverse("view_investigation", args=[row.pk])
        tell(asked.by, "explanation_given", at=at, path=path, person=by.pk, reference=row.reference)


def _locked(investigation: UUID, *, by: Practitioner, at: datetime) -> Investigation:
    """Raises NotYours, NotDone."""
    of_area(by, at=at).select_for_update(of=("self",)).filter(pk=investigation).first()
    row = find(investigation, by=by, at=at)
    if row.closed_at:
        raise NotDone("Somebody else has closed this investigation")
    return row


def _close(row: Investigation, found: Found, *, words: str, by: Practitioner, at: datetime) -> None:
    """Where there was no reason for it, the account is suspended and its own administrators decide (R-USER-6)."""
    Investigation.objects.filter(pk=row.pk).update(found=found, closed_by=by, closed_at=at)
    _note(row, Kind.CLOSED, "investigation.closed", words=words, by=by, at=at, because=found)
    if found == Found.NOT_JUSTIFIED:
        told = {"reference": row.reference}
        open_case(row.practitioner, rule="override_not_justified", at=at, source="investigation", **told)


def _to_explain(investigation: UUID, *, by: Practitioner) -> Investigation:
    rows = Investigation.objects.filter(pk=investigation, practitioner=by, closed_at=None)
    row = rows.select_related("override__child__words_key").first()
    last = row.notes.filter(kind__in=[Kind.ASKED, Kind.EXPLAINED]).order_by("-at", "-pk").first() if row else None
    if row is None or last is None or last.kind != Kind.ASKED:
        raise NotThere
    return row


def _note(
    row: Investigation, kind: Kind, verb: str, *, words: str, by: Practitioner, at: datetime, because: str = ""
) -> None:
    child = row.override.child
    note = InvestigationNote(investigation=row, kind=kind, by=by, at=at)
    note.words = child.words_key.seal(words, place=place(note))
    note.save(force_insert=True)
    record(
        verb,
        at=at,
        actor=actor(by),
        child_number=child.number,
        because=because,
        facts={
            "investigation": str(row.pk),
            "override": str(row.override_id),
            "practitioner": str(row.practitioner_id),
        },
        words=words,
        words_key=child.words_key,
    )
