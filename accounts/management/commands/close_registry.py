"""How is the registry, or one organisation, closed when the pages cannot be reached?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Organisation
from accounts.operators import NoOperator, operator_named
from accounts.scope import GRANTING
from accounts.switches import NotSwitched, close


class Command(BaseCommand):
    help = "Closes the whole registry, or one organisation, to all its users at once. Acts as a named operator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="email", metavar="EMAIL", required=True, help="the operator who closes")
        parser.add_argument("--organisation", metavar="CODE", default="", help="only this one, by its code")
        parser.add_argument("--because", metavar="TEXT", required=True, help="why, for the log and the other operators")

    def handle(self, *args: Any, email: str, organisation: str, because: str, **options: Any) -> None:
        now = timezone.now()
        try:
            by = operator_named(email, command="close_registry", at=now)
            closure = close(granting(organisation), because=because, by=by, at=now)
        except (NoOperator, NotSwitched) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{closure.what} is closed to its users from now on. Another operator can open it again.")


def granting(code: str) -> Organisation | None:
    """The organisation of that code among those that give access; None for no code."""
    if not code:
        return None
    found = Organisation.objects.filter(code__iexact=code, kind__in=GRANTING)
    if len(found) != 1:
        raise CommandError(f"{len(found)} organisations that give access have the code {code}.")
    return found[0]
