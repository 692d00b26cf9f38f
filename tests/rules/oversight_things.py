"""What of oversight may an address name, and how does a test make one of an organisation? (SEC-11)"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Kind, Organisation
from contactpoint.vault.models import DataKey
from oversight.complaints.complaining import Said, enter
from oversight.complaints.models import Way
from oversight.models import AccessItem, AccessRequest, Complaint, PackExport, Review, ReviewItem
from oversight.subject_access.facts import Fact, Sealer
from registry.models import Child
from tests import people
from tests.rules.makers import child, someone_of


def look_review(organisation: Organisation) -> Any:
    """Of the month that is over, with one access that is drawn at random."""
    now = timezone.now()
    month = timezone.localdate(now).replace(day=1) - relativedelta(months=1)
    told = {"drawn_at": now, "looks": 1, "explained": 1, "sample": 1}
    review, made = Review.objects.get_or_create(organisation=organisation, month=month, defaults=told)
    if made:
        looked = {"first_at": now - timedelta(days=32), "last_at": now - timedelta(days=32), "events": [1]}
        about = {"child_number": "1234567890", "kind": "sample", "words_key": DataKey.named("review:test").pk}
        ReviewItem.objects.create(review=review, practitioner=someone_of(organisation), **about, **looked)
    return review.pk


def review_item(organisation: Organisation) -> Any:
    return ReviewItem.objects.get(review=look_review(organisation)).pk


def access_request(organisation: Organisation) -> Any:
    """One that was collected and waits for a second person."""
    area = organisation if organisation.kind == Kind.AUTHORITY else people.liverpool()
    number, now, by = Child.objects.get(pk=child(area)).number, timezone.now(), someone_of(area)
    made = AccessRequest(authority=area, child_number=number, asker="parent", can_decide=False, said=b"", taken_by=by)
    made.words_key, made.content_key = DataKey.named("access:test").pk, DataKey.named("access:content").pk
    made.said = DataKey.named("access:test").seal(
        '{"name": "Ann", "reach": ""}', place=f"oversight_accessrequest.said|{made.pk}"
    )
    made.received_on = made.identity_seen_on = timezone.localdate(now)
    made.taken_at = made.collected_at = now
    made.save(force_insert=True)
    return made.pk


def access_item(organisation: Organisation) -> Any:
    row = AccessRequest.objects.get(pk=access_request(organisation))
    item = AccessItem(request=row, part="record", number=1, kind="third_party")
    item.sealed = Sealer(row).seal_fact(item, Fact("Parents and carers", "Name", "Ann"))
    item.save(force_insert=True)
    return item.pk


def complaint(organisation: Organisation) -> Any:
    """To an authority; to the national team one that was passed on to it."""
    area = organisation if organisation.kind == Kind.AUTHORITY else people.liverpool()
    made = enter(
        Way.LETTER, Said("", "", "Words"), received_on=timezone.localdate(), by=someone_of(area), at=timezone.now()
    )
    return Complaint.objects.get(number=made.number).pk


def review_pack(organisation: Organisation) -> Any:
    """Asked for by somebody of the organisation; nobody has agreed."""
    told = {"asked_by": someone_of(organisation), "asked_at": timezone.now()}
    return PackExport.objects.get_or_create(review_id=look_review(organisation), defaults=told)[0].pk


OVERSIGHT: Final[dict[str, Callable[[Organisation], Any]]] = {
    "look_review": look_review,
    "review_item": review_item,
    "access_request": access_request,
    "access_item": access_item,
    "complaint": complaint,
    "review_pack": review_pack,
}
