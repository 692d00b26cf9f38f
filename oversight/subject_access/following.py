"""What becomes of a request for what is held when its record moves to another authority? It goes along (R-REC-4).

Its clock goes on, and what was decided stays. That it is passed on or agreed does not: the answer is the new
authority's, so two of its own people see to it. The old one sees that it went.
"""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from accounts.holding import active_holders
from accounts.models import Organisation
from accounts.notices import tell
from audit.log import record
from oversight.subject_access.models import AccessFile, AccessMoved, AccessRequest
from registry.models import Child
from registry.shields import KEEPS, is_shielded
from registry.signals import moved


@receiver(moved)
def go_along(*, child: Child, of: Organisation, to: Organisation, at: datetime, **_: Any) -> None:
    """Inside the transaction of the move. Those whose documents are made and not destroyed too: they are handed out."""
    hidden = is_shielded(child.pk)
    rows = AccessRequest.objects.filter(child_number=child.number, authority=of, destroyed_at=None, withdrawn_at=None)
    for row in rows.select_for_update(of=("self",)):
        known = not hidden if not row.without_number else not row.moved.exists()
        AccessMoved.objects.create(request=row, of=of, at=at, open=known)
        AccessRequest.objects.filter(pk=row.pk).update(authority=to)
        if row.made_at is None:
            AccessFile.objects.filter(request=row).delete()  # in the name of the old one, if the job had begun
            over = ("passed_on_by", "passed_on_at", "agreed_by", "agreed_at")
            AccessRequest.objects.filter(pk=row.pk).update(**dict.fromkeys(over))
        facts = {"request": str(row.pk)}
        record("subject_access.moved", at=at, source="registry", child_number=row.child_number, facts=facts)
        for officer in active_holders(KEEPS[hidden or row.without_number], to):
            tell(officer, "access_moved", at=at, path=reverse("access_requests"))
