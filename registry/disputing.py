"""How does somebody say that a value is wrong, and how do they learn what became of it? (R-REC-6, ux.md c7)"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.utils import timezone

from accounts.access import actor, may, require
from accounts.models import Practitioner
from audit.log import record
from registry.disclosure import NotThere, child_to_open, open_record
from registry.dispute_words import Words, because_of, seal_words, words_of
from registry.fields import Field, fields_of
from registry.models import Child, Decision, Dispute, Item, SaidBy
from registry.record import lock_children
from registry.shields import shielded_among
from registry.shown import FullRecord, Heading
from registry.visible import children_visible_to

ON_A_PAGE: Final = 50
REPORTERS: Final = ("search_children", "manage_data", "shield_children")


@dataclass(frozen=True)
class Report:
    """What somebody says of one value: what it should be, how they know, and on which telephone they may be rung."""

    should: str
    how: str
    said_by: SaidBy
    phone: str = ""


@dataclass(frozen=True)
class OwnReport:
    """A report, as its reporter follows it; nothing says who the child is. `child`: None where it is not there."""

    item: str
    reported_at: datetime
    child: UUID | None
    decision: str
    decided_at: datetime | None
    because: str
    ask_team: bool  # there is an answer, and the own team has to give it


@dataclass(frozen=True)
class OwnReports:
    reports: tuple[OwnReport, ...]
    total: int
    page: int
    pages: int


def field_to_report(child: UUID, code: str, *, viewer: Practitioner, at: datetime) -> tuple[Heading, Field]:
    """A value that this person sees now, and what stands above the page.

    Raises as disclosure.open_record does, and NotThere for a value that they do not see, and under override: such a
    record is read and not changed.
    """
    shown = open_record(child, viewer=viewer, at=at)
    found = fields_of(shown).named(code)
    if found is None or (isinstance(shown, FullRecord) and shown.sight and shown.sight.by == "override"):
        raise NotThere
    return shown.heading, found


def report(child: UUID, code: str, said: Report, *, by: Practitioner, at: datetime) -> UUID:
    """Keeps it for the authority that holds the record. Reported twice by one person, it waits once.

    Raises as field_to_report does.
    """
    with transaction.atomic():
        _, field = field_to_report(child, code, viewer=by, at=at)
        return keep(child_to_open(child, viewer=by, at=at), field, said, by=by, at=at)


def keep(row: Child, field: Field, said: Report, *, by: Practitioner, at: datetime) -> UUID:
    """One report of a value that `by` has seen, inside the caller's transaction."""
    lock_children([row.pk])
    waiting = Dispute.objects.filter(child=row, item=field.item, reported_by=by, decision="")
    for one in waiting.select_related("words_key"):
        if words_of(one).value == field.value:
            return one.pk
    made = Dispute(child=row, item=field.item, reported_by=by, reported_at=at, said_by=said.said_by)
    made.words_key = row.words_key
    seal_words(made, Words(field.label, field.value, said.should, said.how, said.phone))
    made.save(force_insert=True)
    facts = {"dispute": str(made.pk), "item": field.item, "said_by": str(said.said_by)}
    record("dispute.reported", at=at, actor=actor(by), child_number=row.number, facts=facts)
    return made.pk


def own_reports(by: Practitioner, *, at: datetime, page: str = "1") -> OwnReports:
    """What became of the own reports, the newest first. Raises Refused.

    The words of an answer may repeat what is hidden by now: of such a record the own team says it (R-SHIELD-1).
    """
    if not any(may(by, permission, by.organisation, at=at) for permission in REPORTERS[1:]):
        require(by, REPORTERS[0], by.organisation, at=at)
    rows = Dispute.objects.filter(reported_by=by).select_related("words_key").order_by("-reported_at", "pk")
    shown = Paginator(rows, ON_A_PAGE).get_page(page)
    children = {row.child_id for row in shown}
    there = set(children_visible_to(by, at=at).filter(pk__in=children).values_list("pk", flat=True))
    told = there - shielded_among(there)
    listed = tuple(_own(row, there=row.child_id in there, told=row.child_id in told) for row in shown)
    return OwnReports(listed, shown.paginator.count, shown.number, shown.paginator.num_pages)


def _own(row: Dispute, *, there: bool, told: bool) -> OwnReport:
    return OwnReport(
        item=str(Item(row.item).label),
        reported_at=timezone.localtime(row.reported_at),
        child=row.child_id if there else None,
        decision=str(Decision(row.decision).label) if row.decision and told else "",
        decided_at=timezone.localtime(row.decided_at) if row.decided_at else None,
        because=because_of(row) if told else "",
        ask_team=bool(row.decision) and not told,
    )
