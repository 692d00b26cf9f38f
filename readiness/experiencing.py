"""What does somebody at an early adopter report of the first months, and who reads it? (R-LARA-9)

Anybody whose access is open there may report. A report is read by who made it, by those who complete or sign the
returns of the organisation, and by the national team; its words leave that circle nowhere.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from accounts.access import actor, may, on_track, require_track, whole_of
from accounts.models import Practitioner, Track
from audit.log import record
from readiness.models import Experience, Part
from readiness.returning import SIGN, WRITE

SHIELD = "shield_children"


class NoExperience(Http404):
    """No such report, or none that this person may read."""


@dataclass(frozen=True)
class Told:
    """One report as it was typed."""

    part: str
    severity: int
    process: str
    words: str


def reports(person: Practitioner, *, at: datetime) -> bool:
    """Whether this person may report."""
    return on_track(person, Track.EARLY_ADOPTER, at=at)


def refuse_others(person: Practitioner, *, at: datetime) -> None:
    """Raises Refused for who is not of an early adopter."""
    require_track(person, Track.EARLY_ADOPTER, at=at)


def parts_for(person: Practitioner, *, at: datetime) -> list[tuple[str, str]]:
    """Nobody else hears from this page of shielding (ux.md 5)."""
    knows = _assesses(person, at=at) or may(person, SHIELD, person.organisation, at=at)
    return [(part.value, part.label) for part in Part if knows or part != Part.SHIELDING]


def report(told: Told, *, by: Practitioner, at: datetime) -> Experience:
    """Also after the evaluation is closed. Raises Refused."""
    refuse_others(by, at=at)
    with transaction.atomic():
        made = Experience.objects.create(
            organisation=whole_of(by),
            part=told.part,
            severity=told.severity,
            process=told.process,
            words=told.words,
            by=by,
            at=at,
        )
        facts = {"experience": str(made.pk), "part": told.part, "severity": told.severity}
        record("experience.reported", at=at, actor=actor(by), facts=facts, words=f"{told.process}: {told.words}")
    return made


def reports_to_read(*, by: Practitioner, at: datetime) -> QuerySet[Experience]:
    """The own ones, and for who assesses the organisation all of it; the newest first. Raises Refused."""
    refuse_others(by, at=at)
    rows = Experience.objects.filter(organisation=whole_of(by))
    mine = rows if _assesses(by, at=at) else rows.filter(by=by)
    return mine.select_related("by", "answered_by", "finding").order_by("-at")


def report_to_read(one: UUID, *, by: Practitioner, at: datetime) -> Experience:
    """Raises Refused, NoExperience."""
    found = reports_to_read(by=by, at=at).filter(pk=one).first()
    if found is None:
        raise NoExperience
    return found


def _assesses(person: Practitioner, *, at: datetime) -> bool:
    return any(may(person, right, person.organisation, at=at) for right in (WRITE, SIGN))
