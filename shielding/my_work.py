"""What of shielding waits for this person? Counts with the pages they lead to; each kind of work adds its own."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from accounts.models import Practitioner
from shielding import contact_queue, identities, investigations, lists, start_up_work

Waiting = tuple[str, str, int]  # words, address, how many
WORK: Final[tuple[Callable[..., list[Waiting]], ...]] = (
    investigations.waiting_for,
    lists.waiting_for,
    contact_queue.waiting_for,
    identities.waiting_for,
    start_up_work.waiting_for,
)


def waiting_for(person: Practitioner, *, at: datetime) -> list[Waiting]:
    """What waits, in the order of its urgency; empty for somebody who has nothing to do with it."""
    return [one for work in WORK for one in work(person, at=at) if one[2]]
