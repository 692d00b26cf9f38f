"""How does an authority's officer report what a child or a parent says is wrong? By the record's number (R-REC-6)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Practitioner
from registry import contacts, disputing
from registry import number as numbers
from registry.disclosure import NotThere
from registry.dispute_queue import OPEN
from registry.fields import Field, Fields, field_of_officer
from registry.giving import give
from registry.keepers import kept_by
from registry.models import Child
from registry.number import shown
from registry.particulars import details, shown_carers, shown_name, shown_names, shown_places
from registry.record.parts import parts_of
from registry.shields import shielded_now


class NotFound(ValueError):
    """No record of your authority that you can open has this number."""


@dataclass(frozen=True)
class Values:
    """The record's values, each of which can be reported."""

    child: UUID
    reference: str
    name: str
    fields: Fields


def child_with(typed: str, *, by: Practitioner, at: datetime) -> UUID:
    """A record of the own authority: hidden ones for shielding officers alone. Raises Refused, NotFound."""
    mine = kept_by(by, at=at)
    number = numbers.parse(typed)
    found = _rows(by, mine).filter(number=number).values_list("pk", flat=True).first() if number else None
    if found is None:
        raise NotFound
    return found


def _rows(by: Practitioner, mine: list[bool]) -> QuerySet[Child]:
    rows = Child.objects.filter(responsible_authority=by.organisation, status__in=OPEN)
    return rows.annotate(hidden=shielded_now("pk")).filter(hidden__in=mine)


def values_of(child: UUID, *, by: Practitioner, at: datetime) -> Values:
    """Opened, and that is in the log. Raises Refused, NotThere, LimitReached."""
    with transaction.atomic():
        return _values(_found(child, by=by, at=at), by=by, at=at)


def _found(child: UUID, *, by: Practitioner, at: datetime) -> Child:
    if row := _rows(by, kept_by(by, at=at)).filter(pk=child).select_related("words_key").first():
        return row
    raise NotThere


def _values(row: Child, *, by: Practitioner, at: datetime) -> Values:
    give("child.opened", [row], to=by, because="dispute", at=at)
    parts = parts_of([row.pk])[row.pk]
    fields = field_of_officer(
        row.pk,
        contacts=contacts.of(parts, viewer=by, at=at)[0],
        details=details(row, parts, at=at),
        carers=shown_carers(parts),
        places=shown_places(parts),
        names=shown_names(parts),
    )
    return Values(row.pk, shown(row.number), shown_name(row), fields)


def field_of(child: UUID, code: str, *, by: Practitioner, at: datetime) -> tuple[Values, Field]:
    """One of its values. Raises Refused, NotThere, LimitReached."""
    values = values_of(child, by=by, at=at)
    field = values.fields.named(code)
    if field is None:
        raise NotThere
    return values, field


def report(child: UUID, code: str, said: disputing.Report, *, by: Practitioner, at: datetime) -> UUID:
    """Another officer of the authority decides it. Raises Refused, NotThere, LimitReached."""
    with transaction.atomic():
        _, field = field_of(child, code, by=by, at=at)
        return disputing.keep(_found(child, by=by, at=at), field, said, by=by, at=at)
