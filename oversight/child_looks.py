"""Who looked at this child, and why? For the team of the area that is responsible (R-AUDIT-3).

Names and the organisation that grants the access, never a job title or an employer: those would tell that a sensitive
service is involved (R-INV-2). Of a shielded child no organisation either (registry.disclosure says so; R-SHIELD-8).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.core.paginator import Paginator
from django.db import transaction

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from audit.models import Event
from oversight.looks import OPENED
from registry import number as numbers
from registry.disclosure import NotThere, record_looked_at
from registry.keepers import require_keeper
from registry.looks_in_words import reason_in_words
from registry.shown import LookedAt
from registry.visible import children_of_area

BACK: Final = relativedelta(months=12)
A_PAGE: Final = 25


@dataclass(frozen=True)
class Looked:
    """One opening of the record; `organisation` is empty where it must not be told."""

    at: datetime
    name: str
    organisation: str
    why: str


@dataclass(frozen=True)
class Looks:
    """One page, the newest first."""

    number: str
    rows: tuple[Looked, ...]
    total: int
    page: int
    pages: int


def child_with(typed: str, *, by: Practitioner, at: datetime) -> UUID:
    """The record of the own area that has this number. Raises Refused, NotThere."""
    require_keeper(by, at=at)
    child = children_of_area(by.organisation).filter(number=numbers.parse(typed) or "").values_list("pk", flat=True)
    if found := child.first():
        record_looked_at(found, viewer=by, at=at)
        return found
    raise NotThere


def looks_at(child: UUID, *, page: int | str, by: Practitioner, at: datetime) -> Looks:
    """Who opened the record within a year. That this was read is in the log, too. Raises Refused, NotThere."""
    asked = record_looked_at(child, viewer=by, at=at)
    opened = Event.objects.filter(verb=OPENED, child_number=asked.number, at__gte=at - BACK, at__lte=at)
    pages = Paginator(opened.exclude(actor=None).order_by("-at", "-pk"), A_PAGE)
    shown = pages.get_page(page)
    with transaction.atomic():
        facts = {"rows": len(shown.object_list), "page": shown.number}
        record("child.looks_listed", at=at, actor=actor(by), child_number=asked.number, facts=facts)
    people = Practitioner.objects.select_related("organisation").in_bulk({event.actor for event in shown})
    rows = tuple(_looked(event, people.get(event.actor), asked) for event in shown)
    return Looks(numbers.shown(asked.number), rows, pages.count, shown.number, pages.num_pages)


def _looked(event: Event, who: Practitioner | None, asked: LookedAt) -> Looked:
    return Looked(
        at=event.at,
        name=who.name if who else "An account that is gone",
        organisation=asked.organisation(who.organisation.name) if who else "",
        why=reason_in_words(event.because),
    )
