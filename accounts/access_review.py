"""Does everybody still need their account? Each organisation answers for each account every four months (R-USER-5)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.access import NotYours, Refused, actor
from accounts.granting import NotDone
from accounts.leaving import close
from accounts.models import AccessReview, AccessReviewAnswer, AccountState, Answer, Because, Organisation, Practitioner
from accounts.notices import tell_administrators
from accounts.scope import GRANTING, MANAGE, Scope, person_to_change, scope_of
from audit.log import record

EVERY: Final = relativedelta(months=4)
ANSWERED_WITHIN: Final = timedelta(days=28)
SOON: Final = timedelta(days=7)  # before the last day
AGAIN: Final = timedelta(days=7)  # while it is overdue


def open_due(*, at: datetime) -> int:
    """Opens a review where the last one, or the first account, is four months old. How many."""
    return sum(_open(organisation, at=at) for organisation in _due(on=timezone.localdate(at)))


def remind(*, at: datetime) -> int:
    """Tells administrators of reviews that are due soon or overdue, after nights off once. How many reviews."""
    running = AccessReview.objects.filter(closed_at=None).select_related("organisation").order_by("pk")
    return sum(_remind(review, at=at) for review in running)


def reviews_of(scope: Scope, *, by: Practitioner) -> QuerySet[AccessReview]:
    """Of the organisations administered whole, and of the own one where a part of it is. The newest first."""
    theirs = AccessReview.objects.filter(organisation__in={*scope.granting, by.organisation_id})
    return theirs.select_related("organisation", "closed_by").order_by("-opened_at", "organisation__name")


def left_in(review: AccessReview) -> QuerySet[Practitioner]:
    """Whose account nobody has answered for; whoever was invited since is asked about next time."""
    asked = Practitioner.objects.filter(organisation=review.organisation_id, invited_at__lte=review.opened_at)
    return asked.exclude(account_state=AccountState.CLOSED).exclude(access_review_answers__review=review)


def confirm(review: int, people: Iterable[UUID], *, by: Practitioner, at: datetime) -> int:
    """These accounts are still needed; who was answered for meanwhile is passed over. How many.

    Raises NotDone, Refused, NotYours, OwnAccount: then none of them is confirmed.
    """
    with transaction.atomic():
        row = _running(review, by=by, at=at)
        return sum(_confirm(row, person, by=by, at=at) for person in sorted(people))


def withdraw(
    review: int, practitioner: UUID, *, by: Practitioner, at: datetime, hand_over_to: UUID | None = None
) -> None:
    """This account is not needed: it closes at once. Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        row = _running(review, by=by, at=at)
        person = person_to_change(practitioner, by=by, at=at)
        if not left_in(row).filter(pk=person.pk).exists():
            raise NotDone(f"{person.name} was answered for already")
        close(person.pk, because=Because.NOT_CONFIRMED, by=by, at=at, hand_over_to=hand_over_to)
        _answer(row, person, Answer.WITHDRAWN, by=by, at=at)


def sign_off(review: int, *, by: Practitioner, at: datetime) -> None:
    """Everybody is answered for, says an administrator of the whole. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        row = _running(review, by=by, at=at)
        if row.organisation_id not in scope_of(by, at=at).granting:
            raise Refused(MANAGE, row.organisation_id)
        if left := left_in(row).count():
            raise NotDone(f"People still to be answered for: {left}")
        AccessReview.objects.filter(pk=row.pk).update(closed_at=at, closed_by=by)
        record("access_review.signed_off", at=at, actor=actor(by), facts=_facts(row))


def reminder_day(due_on: date, *, on: date) -> date | None:
    """The latest day, `on` among them, on which the administrators were to be told; None before the first."""
    if on < due_on - SOON:
        return None
    if on <= due_on:
        return due_on - SOON
    overdue = due_on + timedelta(days=1)
    return overdue + (on - overdue) // AGAIN * AGAIN


def _due(*, on: date) -> QuerySet[Organisation]:
    """Whose latest review opened, or whose first account that still stands was made, four months ago or more."""
    stand = Q(practitioners__account_state__in=set(AccountState) - {AccountState.CLOSED})
    found = Organisation.objects.filter(kind__in=GRANTING).alias(
        last=Max("access_reviews__opened_at"), first=Min("practitioners__invited_at", filter=stand)
    )
    since = on - EVERY
    old = Q(last__date__lte=since) | Q(last=None, first__date__lte=since)
    return found.filter(old, first__isnull=False).order_by("name")


def _open(organisation: Organisation, *, at: datetime) -> int:
    """0 when another night was quicker."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        if not _due(on=timezone.localdate(at)).filter(pk=organisation.pk).exists():
            return 0
        for before in organisation.access_reviews.filter(closed_at=None):
            _end_unfinished(before, at=at)
        due_on = timezone.localdate(at) + ANSWERED_WITHIN
        review = organisation.access_reviews.create(opened_at=at, due_on=due_on)
        record("access_review.opened", at=at, source="nightly", facts=_facts(review))
        _tell(review, "access_review_opened", at=at)
    return 1


def _end_unfinished(review: AccessReview, *, at: datetime) -> None:
    """The next one asks about everybody again, so that nobody is left out; the history shows what was missed."""
    left = left_in(review).count()
    AccessReview.objects.filter(pk=review.pk).update(closed_at=at, left_open=left)
    record("access_review.ended_unfinished", at=at, source="nightly", facts={**_facts(review), "left": left})


def _remind(review: AccessReview, *, at: datetime) -> int:
    today = timezone.localdate(at)
    day = reminder_day(review.due_on, on=today)
    if day is None:
        return 0
    not_yet = Q(reminded_on=None) | Q(reminded_on__lt=day)
    with transaction.atomic():
        told = AccessReview.objects.filter(not_yet, pk=review.pk, closed_at=None).update(reminded_on=today)
        if told:
            _tell(review, "access_review_due" if today <= review.due_on else "access_review_overdue", at=at)
            record("access_review.reminded", at=at, source="nightly", facts=_facts(review))
    return told


def _tell(review: AccessReview, kind: str, *, at: datetime) -> None:
    where, left = reverse("access_review", args=[review.pk]), left_in(review).count()
    tell_administrators(review.organisation, kind, at=at, path=where, due_on=review.due_on, people=left)


def _running(review: int, *, by: Practitioner, at: datetime) -> AccessReview:
    """Its organisation locked, so that none is answered while it is signed off. Raises NotDone, Refused, NotYours."""
    theirs = reviews_of(scope_of(by, at=at), by=by).filter(pk=review)
    found = theirs.first()
    if found is None:
        raise NotYours(MANAGE, by.organisation_id)
    Organisation.objects.select_for_update().get(pk=found.organisation_id)
    row = theirs.get()
    if row.closed_at:
        raise NotDone("This access review is over")
    return row


def _confirm(review: AccessReview, practitioner: UUID, *, by: Practitioner, at: datetime) -> int:
    person = person_to_change(practitioner, by=by, at=at)
    if not left_in(review).filter(pk=person.pk).exists():
        return 0
    _answer(review, person, Answer.CONFIRMED, by=by, at=at)
    return 1


def _answer(review: AccessReview, person: Practitioner, answer: Answer, *, by: Practitioner, at: datetime) -> None:
    AccessReviewAnswer.objects.create(review=review, practitioner=person, answer=answer, by=by, at=at)
    facts = {**_facts(review), "practitioner": str(person.pk)}
    record(f"access_review.{answer}", at=at, actor=actor(by), facts=facts)


def _facts(review: AccessReview) -> dict[str, str | int]:
    return {"review": review.pk, "organisation": str(review.organisation_id)}
