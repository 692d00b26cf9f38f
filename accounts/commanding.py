"""As whom does a command act? As a named operator who has access now: there are no superusers (R-USER-8)."""

from abc import abstractmethod
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.access import Refused, actor
from accounts.acting import acting_as
from accounts.email_addresses import account_with
from accounts.granting import NotDone
from accounts.models import Organisation, Practitioner
from accounts.operators import NoOperator, operator_named
from accounts.scope import GRANTING
from audit.log import record


class OperatorCommand(BaseCommand):
    """`act` does it and answers with what is to be said; the act, and who commanded it, stand or fall together."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as", dest="operator", required=True, metavar="EMAIL", help="the operator who acts")

    def handle(self, *args: Any, operator: str, **options: Any) -> None:
        at, name = timezone.now(), self.__module__.rpartition(".")[2]
        try:
            by = operator_named(operator, command=name, at=at)
        except NoOperator as error:
            raise CommandError(str(error)) from error
        try:
            with transaction.atomic(), acting_as(by):
                record("command.run", at=at, actor=actor(by), because=name)
                said = self.act(by=by, at=at, **options)
        except NotDone as error:
            raise CommandError(f"{error}.") from error
        except Refused as error:
            with transaction.atomic():
                record("access.refused", at=at, actor=actor(by), source=name, facts={"permission": error.permission})
            raise CommandError("This operator may not do this.") from error
        self.stdout.write(said)

    @abstractmethod
    def act(self, *, by: Practitioner, at: datetime, **options: Any) -> str:
        """Inside the transaction. Raises NotDone and Refused as the domain does."""


class SwitchCommand(OperatorCommand):
    """One that closes or opens the whole registry, or one organisation."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--organisation", metavar="CODE", default="", help="only this one, by its code")
        parser.add_argument("--because", metavar="TEXT", required=True, help="why, for the log and the other operators")

    def act(self, *, by: Practitioner, at: datetime, **options: Any) -> str:
        code = options["organisation"]
        what = granting_organisation(code) if code else None
        return self.switch(what, because=options["because"], by=by, at=at)

    @abstractmethod
    def switch(self, what: Organisation | None, *, because: str, by: Practitioner, at: datetime) -> str:
        """None is everything. Raises NotDone and Refused as the domain does."""


def person_named(email: str) -> Practitioner:
    """Raises CommandError."""
    found = account_with(email, among=Practitioner.objects.select_related("organisation"))
    if found is None:
        raise CommandError(f"Nobody has an account with the email address {email}.")
    return found


def granting_organisation(code: str) -> Organisation:
    """The one of that code which grants access. Raises CommandError."""
    found = Organisation.objects.filter(code__iexact=code, kind__in=GRANTING)
    if len(found) != 1:
        raise CommandError(f"{len(found)} organisations that give access have the code {code}.")
    return found[0]
