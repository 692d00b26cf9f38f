"""How is the registry, or one organisation, closed when the pages cannot be reached?"""

from datetime import datetime

from accounts.commanding import SwitchCommand
from accounts.models import Organisation, Practitioner
from accounts.switches import close


class Command(SwitchCommand):
    help = "Closes the whole registry, or one organisation, to all its users at once. Acts as a named operator."

    def switch(self, what: Organisation | None, *, because: str, by: Practitioner, at: datetime) -> str:
        closure = close(what, because=because, by=by, at=at)
        return f"{closure.what} is closed to its users from now on. Another operator can open it again."
