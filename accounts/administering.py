"""What waits for somebody who administers accounts? Counts for the home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.access import Refused
from accounts.listing import Counted, Wanted, listing
from accounts.models import Practitioner
from accounts.moving import transfers_waiting
from accounts.organisations import with_too_few_administrators

URGENT = ("expired", "soon")


@dataclass(frozen=True)
class ToAdminister:
    groups: Sequence[Counted]
    transfers: int
    too_few: Sequence[str]  # organisations


def to_administer(person: Practitioner, *, at: datetime) -> ToAdminister | None:
    """None for somebody who administers nothing."""
    try:
        groups = listing(Wanted(), by=person, at=at).groups
    except Refused:
        return None
    urgent = [group for group in groups if group.code in URGENT]
    too_few = with_too_few_administrators(by=person, at=at)
    return ToAdminister(urgent, len(transfers_waiting(person, at=at)), too_few)
