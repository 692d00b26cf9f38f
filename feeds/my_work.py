"""What of feeds waits for the person who has just signed in? Counts for the home page."""

from datetime import datetime

from accounts.access import Refused
from accounts.models import Practitioner
from feeds.accrediting import waiting_for


def accreditations_waiting(person: Practitioner, *, at: datetime) -> int | None:
    """How many sources wait for this person to accept or refuse a trial; None for who has nothing to do with them."""
    try:
        return len(waiting_for(person, at=at))
    except Refused:
        return None
