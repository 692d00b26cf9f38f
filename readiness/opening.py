"""What happens when an organisation's stage moves, on or back? The one door (R-ORG-1, R-LARA-5)

What is open is asked at every request, so it opens and closes at once; what else follows from the stage follows here.
"""

from datetime import datetime

from accounts.access import actor
from accounts.activation import activate_if_ready
from accounts.models import AccountState, Kind, Organisation, Practitioner, Stage
from audit.log import record
from registry.starting_up import follow


def move(organisation: Organisation, to: Stage, *, by: Practitioner, at: datetime) -> None:
    """Inside the transaction of the decision; the organisation is locked. Its teams are open as it is."""
    before = organisation.stage
    Organisation.objects.filter(pk=organisation.pk).update(stage=to)
    Organisation.objects.filter(parent=organisation, kind=Kind.TEAM).update(stage=to)
    facts = {"organisation": str(organisation.pk), "from": before, "to": to}
    record("organisation.stage_moved", at=at, actor=actor(by), facts=facts)
    if organisation.kind == Kind.AUTHORITY:
        follow(organisation, at=at)
    for waiting in Practitioner.objects.filter(organisation=organisation, account_state=AccountState.INVITED):
        activate_if_ready(waiting, by=None, at=at)
