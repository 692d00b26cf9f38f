"""Suspends an account at once, whoever's it is: for an emergency, in the name of an operator (R-USER-8)."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from accounts.commanding import OperatorCommand, person_named
from accounts.leaving import WHY_SUSPEND, suspend_as_operator
from accounts.models import Because, Practitioner


class Command(OperatorCommand):
    help = "Suspends an account and ends its sign-ins now; the last administrator of an organisation, too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("email")
        parser.add_argument("--because", required=True, choices=[str(why) for why in WHY_SUSPEND])

    def act(self, *, by: Practitioner, at: datetime, **options: Any) -> str:
        person = person_named(options["email"])
        suspend_as_operator(person.pk, because=Because(options["because"]), by=by, at=at)
        return f"{person.name}'s account is suspended."
