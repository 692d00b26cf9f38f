"""How is the registry, or one organisation, opened again when the pages cannot be reached?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.management.commands.close_registry import granting
from accounts.operators import NoOperator, operator_named
from accounts.switches import NotSwitched, closed_now, reopen


class Command(BaseCommand):
    help = "Opens again what another operator closed. Acts as a named operator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="email", metavar="EMAIL", required=True, help="the operator who opens it")
        parser.add_argument("--organisation", metavar="CODE", default="", help="only this one, by its code")
        parser.add_argument("--because", metavar="TEXT", required=True, help="why, for the log and the other operators")

    def handle(self, *args: Any, email: str, organisation: str, because: str, **options: Any) -> None:
        now = timezone.now()
        try:
            by = operator_named(email, command="reopen_registry", at=now)
            closure = closed_now().filter(organisation=granting(organisation)).first()
            if closure is None:
                raise CommandError("It is open already.")
            reopen(closure.pk, because=because, by=by, at=now)
        except (NoOperator, NotSwitched) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{closure.what} is open again.")
