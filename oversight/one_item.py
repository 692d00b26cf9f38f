"""What does the page of one item say, to the reviewer and to the person who looked? (R-AUDIT-3)"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from oversight.judging import about, asked_of, find, words_of
from oversight.looked import Looked, looked
from oversight.models import ReviewItem
from oversight.reviewing import in_groups, what_of


@dataclass(frozen=True)
class Item:
    row: ReviewItem
    name: str
    job_title: str
    organisation: str
    what: str
    looks: int
    listed: tuple[Looked, ...]
    needed_for: str
    confirmed_by: str
    words: str


@dataclass(frozen=True)
class Question:
    """All that the person who looked is told of it."""

    number: str
    looks: int
    listed: tuple[Looked, ...]
    first_at: datetime
    last_at: datetime
    asked_by: str


def item_to_read(item: UUID, *, by: Practitioner, at: datetime) -> Item:
    """That it was read is in the log. Raises Refused, NotYours."""
    row = find(item, by=by, at=at)
    with transaction.atomic():
        record("review.item_opened", at=at, actor=actor(by), child_number=row.child_number, facts=about(row))
    who = row.practitioner
    return Item(
        row=row,
        name=who.name,
        job_title=who.job_title,
        organisation=who.organisation.name,
        what=what_of(row),
        looks=len(row.events),
        listed=looked(row.events),
        needed_for=words_of(row, "needed_for"),
        confirmed_by=words_of(row, "confirmed_by"),
        words=words_of(row, "words"),
    )


def question_to_read(item: UUID, *, by: Practitioner) -> Question:
    """The person knows which record it was. Raises NotYours."""
    row = asked_of(item, by=by)
    return Question(
        number=in_groups(row.child_number) if row.child_number else "",
        looks=len(row.events),
        listed=looked(row.events),
        first_at=row.first_at,
        last_at=row.last_at,
        asked_by=row.asked_by.name if row.asked_by else "",
    )
