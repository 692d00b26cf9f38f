"""Who learns that something changed about a child they work with? (R-INV-4)"""

from datetime import datetime

from django.urls import reverse

from accounts.models import AccountState, Practitioner
from accounts.notices import tell
from registry.models import Child
from registry.shields import is_shielded


def tell_others(row: Child, kind: str, *, by: Practitioner, at: datetime) -> None:
    """Everybody with an open involvement but `by`, inside the transaction of the act.

    The notice names nobody, and the record that it leads to asks again who may see what. Of a shielded child nothing
    is told: who works with it, and who leads, is hidden (R-SHIELD-1, R-SHIELD-8).
    """
    if is_shielded(row.pk):
        return
    involved = Practitioner.objects.filter(involvements__child=row, involvements__ended_on=None)
    path = reverse("view_child", args=[row.pk])
    for practitioner in involved.exclude(pk=by.pk).exclude(account_state=AccountState.CLOSED):
        tell(practitioner, kind, at=at, path=path)
