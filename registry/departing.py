"""Has the child left England, when, and is a return intended? (Schedule 1 item 2, R-REC-5)

A feed may say so, and so may an officer of the responsible authority. Who speaks later is believed: a place that a
source gives after the officer did says that the child is back.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import Practitioner
from contactpoint.pages.dates import day_in_words
from registry.models import Address, AddressKind, Child, Departure, Returning
from registry.record.parts import Parts
from registry.shown import ShownValue


class AlreadyRecorded(Exception):
    """It is recorded already that the child has left England."""


@dataclass(frozen=True)
class Left:
    """What an officer knows of it. `returning`: None where the child is in England, whatever was said before."""

    on: date
    returning: Returning | None
    recorded_at: datetime


def record_departure(child: Child, *, on: date, returning: Returning, by: Practitioner, at: datetime) -> None:
    """Writes it, inside the caller's transaction, which holds the record. Raises AlreadyRecorded."""
    told = departures_of([child.pk]).get(child.pk)
    if told and told.returning:
        raise AlreadyRecorded
    _tell(child, on, returning, by=by, at=at)


def record_return(child: Child, *, by: Practitioner, at: datetime) -> None:
    """The child lives in England again, whatever an officer or a source said before. As record_departure."""
    _tell(child, timezone.localdate(at), None, by=by, at=at)


def _tell(child: Child, on: date, returning: Returning | None, *, by: Practitioner, at: datetime) -> None:
    Departure.objects.filter(child=child, ended_at=None).update(ended_by=by, ended_at=at)
    row = Departure(child=child, recorded_by=by, recorded_at=at)
    row.left = child.words_key.seal(json.dumps([on.isoformat(), returning]), place=_place(row))
    row.save(force_insert=True)


def departures_of(children: Collection[UUID]) -> dict[UUID, Left]:
    """What officers say of these children, as far as it stands."""
    rows = Departure.objects.filter(child__among=children, ended_at=None).select_related("child__words_key")
    return {row.child_id: _read(row) for row in rows}


def _read(row: Departure) -> Left:
    on, returning = json.loads(row.child.words_key.unseal(row.left, place=_place(row)))
    return Left(date.fromisoformat(on), Returning(returning) if returning else None, row.recorded_at)


def has_left(parts: Parts, told: Left | None) -> date | None:
    """Since when the child is away without intending to return; None for everybody else."""
    now = _place_now(parts)
    if told and not (now and now.as_at > told.recorded_at):
        return told.on if told.returning == Returning.NOT_INTENDED else None
    if now is None or now.kind != AddressKind.LEFT_ENGLAND or now.returning != Returning.NOT_INTENDED:
        return None
    return now.from_date or timezone.localdate(now.as_at)


def in_words(parts: Parts, told: Left | None) -> str:
    """As it stands on a page; empty for a child who is believed to be in England."""
    now = _place_now(parts)
    if told and not (now and now.as_at > told.recorded_at):
        return f"Left England on {day_in_words(told.on)}. {told.returning.label}" if told.returning else ""
    if now is None or now.kind != AddressKind.LEFT_ENGLAND:
        return ""
    since = f" on {day_in_words(now.from_date)}" if now.from_date else ""
    return f"Left England{since}. {Returning(now.returning or Returning.UNKNOWN).label}"


def whereabouts(child: Child, parts: Parts) -> tuple[ShownValue, ...]:
    """That the child has left England, where an officer said so; what a source says stands among the places."""
    told = departures_of([child.pk]).get(child.pk)
    words = in_words(parts, told) if told else ""
    return (ShownValue("Whereabouts", words, None),) if words else ()


def _place_now(parts: Parts) -> Address | None:
    return next((place for place in parts.addresses if place.kind != AddressKind.FORMER), None)


def _place(row: Departure) -> str:
    return f"registry_departure.left|{row.pk}"
