"""Who is reminded of complaints that are due? The owner; where there is none, everybody who could be (R-AUDIT-5)"""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.holding import active_holders
from accounts.models import Practitioner
from accounts.notices import tell
from oversight.complaints.complaining import NATIONAL, handlers_of
from oversight.complaints.handling import due_soon
from oversight.complaints.models import Complaint


def remind_of_complaints(*, at: datetime) -> int:
    """Once a day, by counts. How many complaints."""
    with transaction.atomic():
        local, national = due_soon(at=at)
        told: Counter[Practitioner] = Counter()
        for row in local:
            told.update([row.owner] if row.owner else handlers_of(row.authority))
        for row in national:
            told.update([row.national_owner] if row.national_owner else active_holders(NATIONAL, None))
        for person, count in told.items():
            tell(person, "complaints_due", at=at, path=reverse("complaints"), complaints=count)
        reminded = [row.pk for row in (*local, *national)]
        Complaint.objects.filter(pk__in=reminded).update(reminded_on=timezone.localdate(at))
    return len(reminded)
