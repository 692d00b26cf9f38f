"""How is the registry, or one organisation, opened again when the pages cannot be reached?"""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from accounts.commanding import OperatorCommand, granting_organisation
from accounts.models import Practitioner
from accounts.switches import NotSwitched, closed_now, reopen


class Command(OperatorCommand):
    help = "Opens again what another operator closed. Acts as a named operator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--organisation", metavar="CODE", default="", help="only this one, by its code")
        parser.add_argument("--because", metavar="TEXT", required=True, help="why, for the log and the other operators")

    def act(self, *, by: Practitioner, at: datetime, **options: Any) -> str:
        code = options["organisation"]
        closure = closed_now().filter(organisation=granting_organisation(code) if code else None).first()
        if closure is None:
            raise NotSwitched("It is open already")
        reopen(closure.pk, because=options["because"], by=by, at=at)
        return f"{closure.what} is open again."
