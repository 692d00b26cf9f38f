"""How does somebody go on with what they typed, when they had been signed out before they sent it? (ux 2(a))

Kept for half an hour, sealed, for that person alone; offered after the next sign-in; used or thrown away once. The
form is then sent anew: its own page asks again whether this person may.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.access import actor
from accounts.models import KeptAnswers, Practitioner
from accounts.sent_late import Answers, sent_late
from audit.log import record
from contactpoint.vault.box import CannotOpen, seal, unseal

KEPT_FOR: Final = timedelta(minutes=30)


class Taken(StrEnum):
    """How kept answers end, as the log says it."""

    USED = "answers.used"
    THROWN_AWAY = "answers.thrown_away"


@dataclass(frozen=True)
class Offer:
    """Answers that wait for the person who typed them."""

    id: UUID
    page: str
    at: datetime
    until: datetime
    answers: Answers

    @property
    def page_in_words(self) -> str:
        return self.page.rpartition(":")[2].replace("_", " ").capitalize()


def keep(request: HttpRequest, person: Practitioner, *, at: datetime) -> bool:
    """Keeps the form that this person, signed out by now, has just sent; says whether there was one to keep."""
    late = sent_late(request) if person.is_active else None
    if late is None:
        return False
    row = KeptAnswers(practitioner=person, page=late.page, path=late.path, at=at)
    row.sealed = seal(late.answers.as_text(), place=answers_place(row))
    with transaction.atomic():
        row.save(force_insert=True)
        record("answers.kept", actor=actor(person), at=at, facts={"page": late.page})
    return True


def are_waiting(person: Practitioner, *, at: datetime) -> bool:
    return _waiting(person, at=at).exists()


def offer(person: Practitioner, *, at: datetime) -> Sequence[Offer]:
    """What waits for this person, newest first. That it was shown is written down, the words are not."""
    offers = [found for row in _waiting(person, at=at).order_by("-at") if (found := _opened(row))]
    if offers:
        with transaction.atomic():
            record("answers.offered", actor=actor(person), at=at, facts={"pages": [each.page for each in offers]})
    return offers


def take(kept: UUID, *, by: Practitioner, taken: Taken, at: datetime) -> str | None:
    """Ends the keeping and gives the address that the answers were for; None when they are not kept (any more)."""
    with transaction.atomic():
        row = _waiting(by, at=at).select_for_update().filter(pk=kept).first()
        found = _opened(row) if row else None
        if row is None or found is None:
            return None
        row.delete()
        record(taken.value, actor=actor(by), at=at, facts={"page": row.page})
    query = found.answers.query
    return f"{row.path}?{query}" if query else row.path


def forget_old(*, at: datetime) -> int:
    """Deletes what nobody may be offered any more; gives the number."""
    with transaction.atomic():
        number, _ = KeptAnswers.objects.filter(at__lte=at - KEPT_FOR).delete()
        if number:
            record("answers.forgotten", at=at, source="nightly", facts={"number": number})
    return number


def _waiting(person: Practitioner, *, at: datetime) -> QuerySet[KeptAnswers]:
    return KeptAnswers.objects.filter(practitioner=person, at__gt=at - KEPT_FOR)


def _opened(row: KeptAnswers) -> Offer | None:
    """None when its key has left the ring: then nothing can be offered."""
    try:
        answers = Answers.from_text(unseal(row.sealed, place=answers_place(row)))
    except CannotOpen:
        return None
    return Offer(row.pk, row.page, row.at, row.at + KEPT_FOR, answers)


def answers_place(row: KeptAnswers) -> str:
    """The person is part of it: a row that is moved to somebody else's name does not open."""
    return f"accounts_keptanswers.sealed|{row.pk}|{row.practitioner_id}"
