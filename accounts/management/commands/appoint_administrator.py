"""Appoints a first administrator of an organisation: run it once, then another operator runs it again (R-USER-8)."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandError

from accounts.appointing import Named, appoint
from accounts.commanding import OperatorCommand, granting_organisation
from accounts.models import Practitioner
from accounts.vetting import Seen


class Command(OperatorCommand):
    help = (
        "Appoints an administrator of an organisation that has fewer than two. The first call proposes, and makes the "
        "account of somebody new; the same call by another operator agrees, gives the role and sends the invitation."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("email")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="as 341 or BARNARDOS")
        for name in ("--forename", "--surname", "--job-title"):
            parser.add_argument(name, default="", help="of somebody who has no account yet")
        parser.add_argument("--identity-seen", type=date.fromisoformat, metavar="DATE", help="when you saw who it is")
        parser.add_argument("--disclosure", default="", metavar="NUMBER", help="of the enhanced disclosure you saw")
        parser.add_argument("--issued", type=date.fromisoformat, metavar="DATE", help="of the disclosure")
        parser.add_argument("--trained", type=date.fromisoformat, metavar="DATE", help="when training was completed")

    def act(self, *, by: Practitioner, at: datetime, **options: Any) -> str:
        organisation = granting_organisation(options["organisation"])
        row = appoint(options["email"], organisation, _seen(options), named=_named(options), by=by, at=at)
        person = row.practitioner.name
        if row.agreed_by is None:
            return f"{person} is proposed for {organisation.name}. Another operator agrees with the same command."
        return f"{person} is an administrator of {organisation.name} now."


def _named(options: dict[str, Any]) -> Named | None:
    named = Named(options["forename"], options["surname"], options["job_title"])
    return named if all((named.forename, named.surname, named.job_title)) else None


def _seen(options: dict[str, Any]) -> Seen | None:
    if bool(options["disclosure"]) != bool(options["issued"]):
        raise CommandError("Give the number of the disclosure and the day on which it was issued.")
    seen = Seen(options["identity_seen"], options["disclosure"], options["issued"], options["trained"])
    return seen if seen.identity_on or seen.clearance_issued_on or seen.trained_on else None
