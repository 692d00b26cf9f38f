"""What of reviews, requests and complaints waits for this person? Counts with their pages, for the home page."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from accounts.access import may
from accounts.models import Practitioner
from oversight.complaints.handling import waiting_for as complaints_for
from oversight.judging import asks
from oversight.models import Listing, Review
from oversight.reviewing import NATIONAL, REVIEW, items_for
from oversight.subject_access.seeing import open_to
from registry.keepers import is_keeper

Waiting = tuple[str, str, int]  # words, address, how many


def waiting_for(person: Practitioner, *, at: datetime) -> list[Waiting]:
    """Empty for somebody of whom nothing is wanted."""
    mine = [*_asked(person), *_own(person, at=at), *_national(person, at=at)]
    return [*mine, *_requests(person, at=at), *_complaints(person, at=at)]


def _requests(person: Practitioner, *, at: datetime) -> Iterator[Waiting]:
    """For what is held: shown to whoever answers them also when there is none."""
    if is_keeper(person, at=at):
        going_on = open_to(person, at=at).filter(made_at=None, withdrawn_at=None)
        yield "Requests for what is held", reverse("access_requests"), going_on.count()


def _complaints(person: Practitioner, *, at: datetime) -> Iterator[Waiting]:
    if waiting := complaints_for(person, at=at):
        yield "Complaints to answer", reverse("complaints"), waiting


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
