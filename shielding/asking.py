"""How is a child shielded because somebody asks for it? At once; a second person answers afterwards (R-SHIELD-4)."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from accounts.notices import tell
from registry.for_officers import child_of_area, officers_of
from registry.index import lock_index
from registry.models import Child
from registry.record import rebuild
from registry.shields import choose, put_on, visible_of
from shielding import entries
from shielding.models import Happened, Outcome, Proposal, Shield
from shielding.officers import shield_of_area
from shielding.words import CHOSEN, HOUSEHOLD, REQUESTED

CONFIRMED_WITHIN: Final = timedelta(hours=24)
REVIEWED_EVERY: Final = relativedelta(months=6)
TOLD_AT_ONCE: Final = 1  # of shielding.overdue.CONFIRMING: the colleagues know


@dataclass(frozen=True)
class Request:
    """Who asks and how to reach them, why, and what evidence was seen."""

    asker: str  # shielding.words.Asker
    name: str
    reach: str
    why: str
    evidence: str


def ask(
    child: UUID, request: Request, *, by: Practitioner, at: datetime, hide_carers: bool = False
) -> tuple[Shield, bool]:
    """Shields the child at once, and answers whether it was not shielded before. Raises NotYours, NotThere.

    Where the record was merged into another, even in this moment, that one is meant (R-SHIELD-3). Of a child who is
    shielded already the request is kept too, and nobody may go on lifting without having read it.
    """
    with transaction.atomic():
        row = child_of_area(child, by=by, at=at, lock=True)
        lock_index()  # a delivery that hides the same child holds it already: neither waits for the other in a ring
        bare = put_on([row.pk], because=REQUESTED, by=by, at=at, carers_hidden=hide_carers)
        shield, new = _opened(row, because=REQUESTED, by=by, at=at)
        words = asdict(request)
        happened = Happened.ASKED if new else Happened.ASKED_AGAIN
        entries.write(shield, happened, by=by, at=at, words=words, asker=request.asker)
        end_proposals(shield, Outcome.WITHDRAWN, by=by, at=at)
        if bare:
            rebuild([row.pk])
        elif hide_carers:
            hide_carers_too(row.pk, by=by, at=at)
        if new:
            _tell(shield, by=by, at=at)
    return shield, new


def ask_for_others(shield: UUID, children: Collection[UUID], *, by: Practitioner, at: datetime) -> list[Shield]:
    """Shields those near to a shielded child too, each with a case of its own (R-SHIELD-6).

    Raises NotYours, NotThere.
    """
    with transaction.atomic():
        first = shield_of_area(shield, by=by, at=at)
        rows = [child_of_area(child, by=by, at=at, lock=True) for child in sorted(children)]
        lock_index()
        bare = put_on([row.pk for row in rows], because=HOUSEHOLD, by=by, at=at)
        words = entries.request_of(first) or {"why": "The record of somebody near to this child is hidden"}
        made = []
        for row in rows:
            found, new = _opened(row, because=HOUSEHOLD, by=by, at=at)
            happened = Happened.ASKED if new else Happened.ASKED_AGAIN
            entries.write(found, happened, by=by, at=at, words=words, with_shield=str(first.pk))
            made += [found] if new else []
        rebuild(bare)
        for found in made:
            _tell(found, by=by, at=at)
    return made


def hide_carers_too(child: UUID, *, by: Practitioner, at: datetime) -> None:
    """Of a child who is shielded already: hiding more takes effect at once. The child is locked."""
    visible = visible_of([child])[child]
    if not visible.carers_hidden:
        choose(child, replace(visible, carers_hidden=True), because=CHOSEN, by=by, at=at)
        rebuild([child])


def appeal(shield: UUID, *, words: str, seen: int, by: Practitioner, at: datetime) -> None:
    """Who asked for the shield does not accept that it comes off: it stays, and others decide (R-SHIELD-4).

    Raises NotYours, NotThere, ChangedMeanwhile.
    """
    with transaction.atomic():
        row = shield_of_area(shield, by=by, at=at, lock=True)
        entries.unchanged(row, seen)
        entries.write(row, Happened.APPEALED, by=by, at=at, words={"why": words})
        end_proposals(row, Outcome.APPEALED, by=by, at=at)


def end_proposals(shield: Shield, outcome: Outcome, *, by: Practitioner, at: datetime) -> None:
    """What waited for a second person waits no more: something happened that they must know."""
    open_ones = Proposal.objects.filter(shield=shield, outcome="")
    open_ones.update(outcome=outcome, decided_by=by, decided_at=at)


def new_shield(child: UUID, *, because: str, at: datetime, told: int = 0) -> Shield:
    """Not saved: with what follows from the moment."""
    review = timezone.localdate(at) + REVIEWED_EVERY
    until = at + CONFIRMED_WITHIN
    return Shield(child_id=child, because=because, put_on_at=at, confirm_by=until, review_on=review, confirm_told=told)


def _opened(row: Child, *, because: str, by: Practitioner, at: datetime) -> tuple[Shield, bool]:
    """The shield's own row, and whether it is new; the child is locked."""
    found = Shield.objects.filter(child=row, ended_at=None).first()
    if found:
        return found, False
    made = new_shield(row.pk, because=because, at=at, told=TOLD_AT_ONCE)
    made.put_on_by = by
    made.save(force_insert=True)
    return made, True


def _tell(shield: Shield, *, by: Practitioner, at: datetime) -> None:
    """The colleagues, one of whom is to answer."""
    path, due = reverse("view_shield", args=[shield.pk]), timezone.localdate(shield.confirm_by)
    for officer in officers_of(by.organisation):
        if officer.pk != by.pk:
            tell(officer, "shield_asked", at=at, path=path, by=by.pk, due=due)
