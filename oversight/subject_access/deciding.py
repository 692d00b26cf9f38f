"""What may be handed out, thing by thing: who sees which, what is decided, and who passes it on? (R-AUDIT-4, R-INV-2)

Sensitive services and what a shield hides are put before shielding officers alone, who know of both anyway; nobody
else sees an item of them, a gap or a count. Of what is about somebody else whoever prepares the answer decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from oversight.subject_access.facts import Fact, Sealer
from oversight.subject_access.models import AccessItem, AccessRequest, Decision, Exemption, Kind, Part
from oversight.subject_access.seeing import child_of, find, is_officer
from registry.disclosure import NotThere
from registry.for_officers import officers_of
from registry.giving import give
from registry.ties import ties_between

HIDDEN: Final = (Kind.SENSITIVE, Kind.SHIELDED)
NOT_NOW: Final = "Nothing can be decided about this request now"
FOR_OFFICERS: Final = Q(kind__in=HIDDEN) | ~Q(follows=[])


@dataclass(frozen=True)
class Item:
    """One thing as this officer sees it. `waits`: it has to be decided. `safe`: what is chosen unless somebody says."""

    id: UUID
    fact: Fact
    kind: str
    waits: bool
    decision: str
    exemption: str
    decided_by: str
    safe: tuple[str, str]


@dataclass(frozen=True)
class Review:
    """What is held, but who looked. `waiting`: how many of these this officer has to decide."""

    items: tuple[Item, ...]
    waiting: int
    looks: int


def items_for(row: AccessRequest, *, by: Practitioner, at: datetime) -> QuerySet[AccessItem]:
    rows = AccessItem.objects.filter(request=row).select_related("decided_by").order_by("-part", "number")
    return rows if is_officer(by, at=at) else rows.exclude(FOR_OFFICERS)


def review(request: UUID, *, by: Practitioner, at: datetime) -> Review:
    """The record is shown, and that is in the log. Raises Refused, NotThere, LimitReached, NotDone."""
    with transaction.atomic():
        row = _reviewable(request, by=by, at=at)
        _opened(row, by=by, at=at)
    rows, officer = items_for(row, by=by, at=at), is_officer(by, at=at)
    sealer = Sealer(row)
    items = tuple(_item(one, sealer, officer=officer) for one in rows.filter(part=Part.RECORD))
    return Review(items, sum(one.waits for one in items), rows.exclude(part=Part.RECORD).count())


def one_item(item: UUID, *, by: Practitioner, at: datetime) -> tuple[AccessRequest, Item]:
    """Raises Refused, NotThere, LimitReached, NotDone."""
    with transaction.atomic():
        row, found = _found(item, by=by, at=at)
        _opened(row, by=by, at=at)
    return row, _item(found, Sealer(row), officer=is_officer(by, at=at))


def decide(
    item: UUID, decision: Decision, exemption: Exemption | None, *, by: Practitioner, at: datetime
) -> AccessRequest:
    """Raises Refused, NotThere, NotDone."""
    with transaction.atomic():
        row, found = _found(item, by=by, at=at, lock=True)
        if decision == Decision.LEAVE_OUT and exemption is None:
            raise NotDone("Select why the law lets you leave it out")
        left_out = exemption.value if exemption and decision == Decision.LEAVE_OUT else ""
        told = {"decision": decision, "exemption": left_out, "decided_by": by, "decided_at": at}
        AccessItem.objects.filter(pk=found.pk).update(**told, by_officer=is_officer(by, at=at))
        facts = {"request": str(row.pk), "item": str(found.pk)}
        record(
            "subject_access.decided",
            at=at,
            actor=actor(by),
            child_number=row.child_number,
            because=decision,
            facts=facts,
        )
    return row


def pass_on(request: UUID, *, by: Practitioner, at: datetime) -> None:
    """To a second person, who is a shielding officer whoever the child is, so that nothing is learned from it.

    Raises Refused, NotThere, NotDone.
    """
    with transaction.atomic():
        row = _reviewable(request, by=by, at=at, lock=True)
        if row.passed_on_at:
            raise NotDone("Somebody has passed this on already")
        if waiting(items_for(row, by=by, at=at), officer=is_officer(by, at=at)):
            raise NotDone("Decide about everything that waits for you first")
        AccessRequest.objects.filter(pk=row.pk).update(passed_on_by=by, passed_on_at=at, returned_because=None)
        facts = {"request": str(row.pk)}
        record("subject_access.passed_on", at=at, actor=actor(by), child_number=row.child_number, facts=facts)
        tell_officers(row, but=by, at=at)


def waiting(items: QuerySet[AccessItem], *, officer: bool) -> QuerySet[AccessItem]:
    """What nobody has decided; for an officer also what another one decided who did not see what it leads to."""
    undecided = Q(decision="")
    return items.filter(undecided | Q(guarded=True, by_officer=False) if officer else undecided)


def tell_officers(row: AccessRequest, *, but: Practitioner, at: datetime) -> None:
    for officer in officers_of(row.authority):
        if officer.pk != but.pk:
            tell(officer, "access_to_agree", at=at, path=reverse("access_requests"))


def _item(row: AccessItem, sealer: Sealer, *, officer: bool) -> Item:
    kind = Kind.SHIELDED if officer and row.guarded else Kind(row.kind)
    waits = row.decision == "" or (officer and row.guarded and not row.by_officer)
    return Item(
        id=row.pk,
        fact=sealer.fact(row),
        kind=_GUARDED if officer and row.guarded else str(kind.label) if kind != Kind.OWN else "",
        waits=waits,
        decision="" if waits else row.decision,
        exemption=str(Exemption(row.exemption).label) if row.exemption and not waits else "",
        decided_by=row.decided_by.name if row.decided_by and not waits else "",
        safe=_SAFE.get(kind, ("", "")),
    )


_GUARDED: Final = "Leads to another child whom a shield hides"
_SAFE: Final = {
    Kind.SENSITIVE: (Decision.LEAVE_OUT.value, Exemption.CONFIDENCE.value),
    Kind.SHIELDED: (Decision.LEAVE_OUT.value, Exemption.SERIOUS_HARM.value),
}


def _found(item: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> tuple[AccessRequest, AccessItem]:
    request = AccessItem.objects.filter(pk=item, part=Part.RECORD).values_list("request", flat=True).first()
    row = _reviewable(request or item, by=by, at=at, lock=lock)
    if found := items_for(row, by=by, at=at).filter(pk=item).first():
        return row, found
    raise NotThere


def _reviewable(request: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> AccessRequest:
    """While it is being decided: by the first person, and by the second until they agree."""
    row = find(request, by=by, at=at, lock=lock)
    if not row.collected_at or row.agreed_at or row.withdrawn_at:
        raise NotDone(NOT_NOW)
    if row.passed_on_at and not is_officer(by, at=at):
        raise NotDone(NOT_NOW)
    return row


def _opened(row: AccessRequest, *, by: Practitioner, at: datetime) -> None:
    child = child_of(row, by=by)
    facts: dict[str, str | Sequence[str]] = {"request": str(row.pk)}
    facts["ties"] = ties_between(by, child, seen_as="officer", at=at)
    give("child.opened", [child], to=by, because="subject_access", at=at, facts=facts)
