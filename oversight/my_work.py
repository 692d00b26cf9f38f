"""What of the monthly review waits for this person? Counts with the pages they lead to, for the home page."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from accounts.access import may
from accounts.models import Practitioner
from oversight.judging import asks
from oversight.models import Listing, Review
from oversight.reviewing import NATIONAL, REVIEW, items_for

Waiting = tuple[str, str, int]  # words, address, how many


def waiting_for(person: Practitioner, *, at: datetime) -> list[Waiting]:
    """Empty for somebody of whom nothing is wanted."""
    return [*_asked(person), *_own(person, at=at), *_national(person, at=at)]


def _asked(person: Practitioner) -> Iterator[Waiting]:
    waiting = list(asks(person).values_list("pk", flat=True))
    if waiting:
        yield "Questions about records that you opened", reverse("answer_look", args=[waiting[0]]), len(waiting)


def _own(person: Practitioner, *, at: datetime) -> Iterator[Waiting]:
    if not may(person, REVIEW, person.organisation, at=at):
        return
    mine = items_for(person, at=at).filter(verdict="")
    if unusual := mine.filter(kind=Listing.UNUSUAL, organisation=person.organisation_id).count():
        yield "Unusual activity to look into", reverse("unusual_activity"), unusual
    theirs = mine.filter(review__organisation=person.organisation_id)
    waiting = theirs.count()
    if waiting:
        yield "Accesses to review", reverse("look_reviews"), waiting
    ready = Review.objects.filter(organisation=person.organisation_id, signed_at=None).exclude(
        pk__in=theirs.values("review")
    )
    if count := ready.count():
        yield "Monthly reviews to sign", reverse("look_reviews"), count


def _national(person: Practitioner, *, at: datetime) -> Iterator[Waiting]:
    if may(person, NATIONAL, person.organisation, at=at) and (
        waiting := items_for(person, at=at).filter(verdict="").count()
    ):
        yield "Accesses of auditors and administrators to review", reverse("items_of_england"), waiting
