"""How does a practitioner ask whether anyone else is involved, and what do they read of it? (R-INV-2, R-SHIELD-1)

Nothing here looks at the record before the answer is due: what is asked, shown and told until then, and the statements
to the database, are the same for every child.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.urls import reverse

from accounts.access import actor, require
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from contactpoint.jobs.queue import promise
from registry import disclosure
from registry.brokering import BECAUSE
from registry.models import Child
from registry.ties import Tie, lead_to
from shielding import checking
from shielding.models import Answer, ContactRequest, ServiceAsked, Urgency
from shielding.said import Said, seal_said, told_in
from shielding.times import answer_at, pass_on_by

NO_CONTACT: Final = "No contact can be arranged"
ON_A_PAGE: Final = 20
ON_TIME: Final = "contact_request.pass_on"
RELEASE: Final = "contact_request.release"


@dataclass(frozen=True)
class Mine:
    """One own request, as its asker may read it. `answers` is empty until they are due."""

    id: UUID
    child: UUID | None
    name: str
    asked_at: datetime
    due_at: datetime
    turned_away: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class MyRequests:
    """One page of them, the newest first."""

    rows: tuple[Mine, ...]
    page: int
    pages: int


def ask(child: UUID, said: Said, *, urgency: Urgency, by: Practitioner, at: datetime) -> tuple[ContactRequest, bool]:
    """Sends the request to the own team, once: a second one while the first is open is the first.

    The second answer says whether it was sent now. Raises Refused, NotThere.
    """
    row = disclosure.child_to_open(child, viewer=by, at=at)
    with transaction.atomic():
        Practitioner.objects.select_for_update(of=("self",)).get(pk=by.pk)  # a form that is sent twice waits here
        if found := _open(row, by=by, at=at):
            return found, False
        return _send(row, said, urgency=urgency, by=by, at=at), True


def _open(child: Child, *, by: Practitioner, at: datetime) -> ContactRequest | None:
    found = ContactRequest.objects.filter(asker=by, child=child, ended_at=None).first()
    if found and found.due_at <= at:  # its release is late
        release(found.pk, at=at)
        return None
    return found


def _send(child: Child, said: Said, *, urgency: Urgency, by: Practitioner, at: datetime) -> ContactRequest:
    officers = checking.officers_for(by)
    row = ContactRequest(child=child, asker=by, team=by.organisation, urgency=urgency, asked_at=at)
    row.pass_on_by = pass_on_by(urgency, asked_at=at) if officers else at
    row.due_at = answer_at(urgency, asked_at=at)
    row.said = seal_said(row, said)
    row.save(force_insert=True)
    lead_to(child, by, Tie.CONTACT, at=at)
    facts = {"request": str(row.pk), "urgency": urgency}
    record("contact_request.asked", at=at, actor=actor(by), child_number=child.number, facts=facts)
    promise(ON_TIME, at=row.pass_on_by, request=str(row.pk))
    promise(RELEASE, at=row.due_at, request=str(row.pk))
    checking.tell_of(row, officers, "contact_request_waits", at=at)
    return row


def requests_of(by: Practitioner, *, at: datetime, page: str = "1") -> MyRequests:
    """The own requests; the children whom they name are in the log. Raises Refused, LimitReached."""
    require(by, "search_children", by.organisation, at=at)
    rows = ContactRequest.objects.filter(asker=by).order_by("-asked_at")
    shown = Paginator(rows, ON_A_PAGE).get_page(page)
    listed = list(shown)
    answers = _answers(listed, at=at)
    with transaction.atomic():
        once = dict.fromkeys(row.child_id for row in listed)
        hits = disclosure.hits([(child, ()) for child in once], viewer=by, because=BECAUSE, at=at)
    names = {hit.child: hit.name for hit in hits}
    mine = tuple(_mine(row, names, answers.get(row.pk, ())) for row in listed)
    return MyRequests(mine, shown.number, shown.paginator.num_pages)


def _mine(row: ContactRequest, names: Mapping[UUID, str], answers: tuple[str, ...]) -> Mine:
    return Mine(
        id=row.pk,
        child=row.child_id if row.child_id in names else None,
        name=names.get(row.child_id, "A child whose record you cannot see"),
        asked_at=row.asked_at,
        due_at=row.due_at,
        turned_away=str(row.get_turned_away_because_display()),
        answers=answers,
    )


def _answers(rows: Sequence[ContactRequest], *, at: datetime) -> dict[UUID, tuple[str, ...]]:
    """Of those that are due. In the order of their words, so that it says nothing about who answered when."""
    due = [row.pk for row in rows if row.due_at <= at and not row.turned_away_at]
    told: dict[UUID, set[str]] = {request: set() for request in due}
    asked = ServiceAsked.objects.filter(contact_request__in=due, answer__in=[Answer.CONTACTS, Answer.DETAILS])
    for one in asked.select_related("contact_request__child__words_key"):
        told[one.contact_request_id].add(told_in(one))
    return {request: tuple(sorted(words)) or (NO_CONTACT,) for request, words in told.items()}


def release(request: UUID, *, at: datetime) -> bool:
    """Tells the asker, at the due time, that there is an answer; whether it was done now. Does not look at it."""
    with transaction.atomic():
        rows = ContactRequest.objects.select_for_update(of=("self",)).select_related("asker", "child")
        row = rows.filter(pk=request, ended_at=None, due_at__lte=at).first()
        if row is None:
            return False
        ContactRequest.objects.filter(pk=row.pk).update(ended_at=at)
        facts = {"request": str(row.pk)}
        record("contact_request.released", at=at, source="broker", child_number=row.child.number, facts=facts)
        tell(row.asker, "contact_answered", at=at, path=reverse("my_requests"))
    return True
