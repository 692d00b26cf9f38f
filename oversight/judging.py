"""How is an item judged, the person asked, and the month signed? Never by who looked (R-AUDIT-3)"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.access import NotYours, actor, may, require
from accounts.cases import open_case
from accounts.granting import NotDone
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from contactpoint.vault.box import CannotOpen
from contactpoint.vault.models import DataKey
from oversight.kept_apart import who_is_kept_apart
from oversight.models import Listing, Review, ReviewItem, Verdict
from oversight.reviewing import NATIONAL, REVIEW, items_for, one_of

JUDGED: Final = "Somebody else has judged this already"
ESCALATED: Final = "access_escalated"  # a rule of accounts.cases


def find(item: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> ReviewItem:
    """Raises Refused for who reviews nothing; NotYours."""
    if not may(by, NATIONAL, by.organisation, at=at):
        require(by, REVIEW, by.organisation, at=at)
    if lock:
        ReviewItem.objects.select_for_update().filter(pk=item).first()
    people = ("practitioner__organisation", "review__organisation", "asked_by", "judged_by")
    if row := items_for(by, at=at).select_related(*people).filter(pk=item).first():
        return row
    raise NotYours(REVIEW, by.organisation_id)


def judge(item: UUID, verdict: Verdict, *, words: str, by: Practitioner, at: datetime) -> None:
    """A referral suspends the account and opens a case (R-USER-6). Raises NotDone, Refused, NotYours.

    Words are needed for a referral, for whatever the ranking or an override lists, and where nobody has answered.
    """
    with transaction.atomic():
        row = _waiting(item, by=by, at=at)
        if not words.strip() and needs_words(row, verdict):
            raise NotDone("Enter why you decide this")
        told = {"verdict": verdict, "judged_at": at, "judged_by": by}
        ReviewItem.objects.filter(pk=row.pk).update(words=_sealed(row, "words", words), **told)
        _record("review.judged", row, by=by, at=at, because=verdict, words=words)
        if verdict == Verdict.ESCALATED:
            open_case(row.practitioner, rule=ESCALATED, at=at, source="review", looks=len(row.events))


def needs_words(row: ReviewItem, verdict: Verdict) -> bool:
    """Also said by the database."""
    if verdict == Verdict.EXPLAINED:
        return row.answered_at is None
    return verdict == Verdict.ESCALATED or row.kind != Listing.SAMPLE


def ask(item: UUID, *, by: Practitioner, at: datetime) -> None:
    """Two questions to whoever looked, once. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        row = _waiting(item, by=by, at=at)
        if row.asked_at:
            raise NotDone("The person has been asked already")
        ReviewItem.objects.filter(pk=row.pk).update(asked_at=at, asked_by=by)
        _record("review.asked", row, by=by, at=at)
        tell(row.practitioner, "look_asked", at=at, path=reverse("answer_look", args=[row.pk]))


def sign_off(review: UUID, *, by: Practitioner, at: datetime) -> None:
    """All that the own auditors may judge is judged. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        Review.objects.select_for_update().filter(pk=review).first()
        found = one_of(by, review, at=at)
        if found.signed_at:
            raise NotDone("Somebody else has signed this review")
        if found.mine_open:
            raise NotDone(f"Accesses still to be judged: {found.mine_open}")
        later = ReviewItem.objects.filter(review=review, verdict="", for_national=False)
        later.filter(practitioner__in=who_is_kept_apart()).update(for_national=True)
        Review.objects.filter(pk=review).update(signed_at=at, signed_by=by)
        counts = {"items": found.items, "escalated": found.escalated, "with_national": found.theirs_open}
        record("review.signed", at=at, actor=actor(by), facts={"review": str(review), **counts})


def about(row: ReviewItem) -> dict[str, str]:
    """Which item it is, and whose, as the log says it."""
    month = {"review": str(row.review_id)} if row.review_id else {}
    return {**month, "item": str(row.pk), "practitioner": str(row.practitioner_id)}


def words_of(row: ReviewItem, field: str) -> str:
    """What was typed, one of `words`, `needed_for`, `confirmed_by`; empty when nothing was, or the key has died."""
    kept = getattr(row, field)
    key = DataKey.objects.filter(pk=row.words_key).first() if kept is not None else None
    try:
        return key.unseal(kept, place=_place(row, field)) if key else ""
    except CannotOpen:  # written before the record was destroyed
        return ""


def answer(item: UUID, *, needed_for: str, confirmed_by: str, by: Practitioner, at: datetime) -> None:
    """By whoever looked and was asked; whoever asked is told. Raises NotYours."""
    with transaction.atomic():
        ReviewItem.objects.select_for_update().filter(pk=item).first()
        row = asked_of(item, by=by)
        ReviewItem.objects.filter(pk=row.pk).update(
            answered_at=at,
            needed_for=_sealed(row, "needed_for", needed_for),
            confirmed_by=_sealed(row, "confirmed_by", confirmed_by),
        )
        _record("review.answered", row, by=by, at=at, words=f"{needed_for}\n{confirmed_by}")
        where = reverse("review_item", args=[row.pk])
        assert row.asked_by is not None  # noqa: S101 - asked for above
        tell(row.asked_by, "look_answered", at=at, path=where, person=by.pk)


def asked_of(item: UUID, *, by: Practitioner) -> ReviewItem:
    """What this person is asked about. Raises NotYours for anybody else, and when nobody asks (any more)."""
    if row := asks(by).select_related("asked_by").filter(pk=item).first():
        return row
    raise NotYours(REVIEW, by.organisation_id)


def asks(by: Practitioner) -> QuerySet[ReviewItem]:
    """What waits for this person's answer, the oldest first."""
    rows = ReviewItem.objects.filter(practitioner=by, verdict="", asked_at__isnull=False, answered_at=None)
    return rows.order_by("asked_at", "pk")


def _waiting(item: UUID, *, by: Practitioner, at: datetime) -> ReviewItem:
    row = find(item, by=by, at=at, lock=True)
    if row.verdict:
        raise NotDone(JUDGED)
    return row


def _sealed(row: ReviewItem, field: str, words: str) -> bytes | None:
    return _key(row).seal(words, place=_place(row, field)) if words else None


def _key(row: ReviewItem) -> DataKey:
    """The child's own, or the month's where that one has died with the record."""
    if key := DataKey.objects.filter(pk=row.words_key).first():
        return key
    key = DataKey.named(f"review:{row.month:%Y-%m}")
    row.words_key = key.pk
    ReviewItem.objects.filter(pk=row.pk).update(words_key=key.pk)
    return key


def _place(row: ReviewItem, field: str) -> str:
    return f"oversight_reviewitem.{field}|{row.pk}"


def _record(verb: str, row: ReviewItem, *, by: Practitioner, at: datetime, because: str = "", words: str = "") -> None:
    record(
        verb,
        at=at,
        actor=actor(by),
        child_number=row.child_number,
        because=because,
        facts=about(row),
        words=words,
        words_key=_key(row) if words else None,
    )
