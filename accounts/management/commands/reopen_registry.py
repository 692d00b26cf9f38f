"""How is the registry, or one organisation, opened again when the pages cannot be reached?"""

from datetime import datetime

from accounts.commanding import SwitchCommand
from accounts.models import Organisation, Practitioner
from accounts.switches import NotSwitched, closed_now, reopen


class Command(SwitchCommand):
    help = "Opens again what another operator closed. Acts as a named operator."

    def switch(self, what: Organisation | None, *, because: str, by: Practitioner, at: datetime) -> str:
        closure = closed_now().filter(organisation=what).first()
        if closure is None:
            raise NotSwitched("It is open already")
        reopen(closure.pk, because=because, by=by, at=at)
        return f"{closure.what} is open again."
