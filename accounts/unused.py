"""Which accounts has nobody used for 90 days? (R-USER-4)

Access has stopped by itself (accounts.access); here the account says so, and stays shut until somebody restores it.
"""

from datetime import datetime

from accounts.access import IN_USE_AT, UNUSED_FOR
from accounts.leaving import suspend_by_rule
from accounts.models import AccountState, Because, Practitioner


def suspend_unused(*, at: datetime) -> int:
    """Each in a transaction of its own. How many."""
    active = Practitioner.objects.filter(account_state=AccountState.ACTIVE).annotate(in_use_at=IN_USE_AT)
    unused = list(active.filter(in_use_at__lte=at - UNUSED_FOR).order_by("pk"))
    for person in unused:
        suspend_by_rule(person, because=Because.UNUSED, at=at, source="nightly")
    return len(unused)
