"""As whom does a command act? As a named operator who has access now: there are no superusers (R-USER-8)."""

from abc import abstractmethod
from argparse import ArgumentParser
from datetime import datetime
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.access import Refused, actor, require
from accounts.acting import acting_as
from accounts.granting import NotDone
from accounts.models import Practitioner
from audit.log import record

OPERATE: Final = "operate"


class OperatorCommand(BaseCommand):
    """`act` does it and answers with what is to be said; the act, and who commanded it, stand or fall together."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as", dest="operator", required=True, metavar="EMAIL", help="the operator who acts")

    def handle(self, *args: Any, operator: str, **options: Any) -> None:
        at, name = timezone.now(), self.__module__.rpartition(".")[2]
        by = operator_named(operator, command=name, at=at)
        try:
            with transaction.atomic(), acting_as(by):
                record("command.run", at=at, actor=actor(by), because=name)
                said = self.act(by=by, at=at, **options)
        except NotDone as error:
            raise CommandError(f"{error}.") from error
        except Refused as error:
            raise CommandError("This operator may not do this.") from error
        self.stdout.write(said)

    @abstractmethod
    def act(self, *, by: Practitioner, at: datetime, **options: Any) -> str:
        """Inside the transaction. Raises NotDone and Refused as the domain does."""


def operator_named(email: str, *, command: str, at: datetime) -> Practitioner:
    """Somebody who holds `operate` and has access at this moment. Raises CommandError, and the log has it."""
    person = person_named(email)
    try:
        require(person, OPERATE, person.organisation, at=at)
    except Refused as error:
        with transaction.atomic():
            facts = {"permission": OPERATE, "lapses": [lapse.code for lapse in error.lapses]}
            record("access.refused", at=at, actor=actor(person), because=command, facts=facts)
        missing = "".join(f" {lapse.sentence}." for lapse in error.lapses)
        raise CommandError(f"{person.name} is no operator who has access now.{missing}") from error
    return person


def person_named(email: str) -> Practitioner:
    """Raises CommandError."""
    found = Practitioner.objects.select_related("organisation").filter(email=email.strip().lower()).first()
    if found is None:
        raise CommandError(f"Nobody has an account with the email address {email}.")
    return found
