"""How is unusual activity put before a person, told of, and by policy stopped at once? (R-USER-6, SEC-45)

Nothing here names a child: what is unusual is a count.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.administrators import administrators_of
from accounts.cases import open_case
from accounts.holding import active_holders
from accounts.models import Allowance, Practitioner
from accounts.notices import tell
from audit.log import record
from contactpoint.vault.models import DataKey
from oversight.kept_apart import who_is_kept_apart
from oversight.models import Listing, ReviewItem
from oversight.unusual import Sign

SOURCE: Final = "watch"
RULE: Final = "unusual_at_once"  # of accounts.cases
SUSPENDED: Final = "The account was suspended at once"
ALLOWED: Final = "Two people have agreed to more children a day for this person: nothing was suspended"
NEVER, EXTREME, ALWAYS = "never", "extreme", "flagged"  # what settings.UNUSUAL_ACTIVITY_SUSPENDS may say


def flag(
    who: Practitioner, found: Sequence[Sign], *, times: Mapping[int, datetime], seen_from: datetime, at: datetime
) -> ReviewItem:
    """The item, the notices, and where the policy says so the case; in the caller's transaction."""
    events = sorted({event for sign in found for event in sign.events})
    wanted = _suspends(found)
    allowed = wanted and _has_allowance(who, at=at)
    item = ReviewItem.objects.create(
        practitioner=who,
        organisation_id=who.organisation_id,
        kind=Listing.UNUSUAL,
        reasons=[*(sign.sentence for sign in found), *_consequence(wanted, allowed)],
        events=events,
        first_at=min(times[event] for event in events),
        last_at=max(times[event] for event in events),
        seen_from=seen_from,
        extreme=any(sign.extreme for sign in found),
        for_national=who_is_kept_apart().filter(pk=who.pk).exists(),
        words_key=DataKey.named(f"review:{at:%Y-%m}").pk,
    )
    facts = {"item": str(item.pk), "practitioner": str(who.pk), "events": len(events), "extreme": item.extreme}
    record("activity.flagged", at=at, source=SOURCE, because=found[0].why, facts=facts)
    if wanted and not allowed:
        open_case(who, rule=RULE, at=at, source=SOURCE, events=len(events))
    _tell(item, found, at=at)
    return item


def _suspends(found: Sequence[Sign]) -> bool:
    policy = settings.UNUSUAL_ACTIVITY_SUSPENDS
    return policy == ALWAYS or (policy == EXTREME and any(sign.extreme for sign in found))


def _consequence(wanted: bool, allowed: bool) -> Iterator[str]:
    if wanted:
        yield ALLOWED if allowed else SUSPENDED


def _has_allowance(who: Practitioner, *, at: datetime) -> bool:
    """Whether two others agreed that this person is given more children a day (R-USER-7)."""
    today = timezone.localdate(at)
    agreed = Allowance.objects.filter(practitioner=who, agreed_at__isnull=False, ended_at=None)
    return agreed.filter(first_day__lte=today, last_day__gte=today).exists()


def _tell(item: ReviewItem, found: Sequence[Sign], *, at: datetime) -> None:
    """Who reviews and who administers there, and the national auditor; never the person, nor whoever is kept out."""
    told = dict(_readers(item))
    told.pop(item.practitioner, None)
    for reader, path in told.items():
        why, reasons = found[0].why, len(found)
        tell(reader, "unusual_activity", at=at, path=path, person=item.practitioner_id, why=why, reasons=reasons)


def _readers(item: ReviewItem) -> Iterator[tuple[Practitioner, str]]:
    """With the page where each of them can do something about it; who can judge it comes last, and so wins."""
    one = reverse("review_item", args=[item.pk])
    for reader in active_holders("audit_nationally", None):
        yield reader, one if item.for_national else reverse("reviews_of_england")
    if not item.for_national:
        yield from ((reader, reverse("people")) for reader in administrators_of(item.practitioner.organisation))
        auditors = active_holders("review_accesses", item.practitioner.organisation)
        yield from ((reader, one) for reader in auditors)
