"""Prints the one-time code of an account of the demonstration, as its authenticator app would show it."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts import codes
from accounts.email_addresses import account_with
from accounts.secrets import belonging_to
from audit.log import record


class Command(BaseCommand):
    help = "Prints a code with which the account can sign in now. Only where everybody is invented."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        if not settings.INVENTED:
            raise CommandError("Codes are shown in a demonstration (DEMO=1) or a practice area (PRACTICE=1) alone.")
        person = account_with(email)
        app = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first() if person else None
        if person is None or app is None:
            raise CommandError(f"No account with an authenticator app has the address {email}.")
        at = timezone.now()
        with transaction.atomic(), belonging_to(person):
            record("one_time_code.shown", at=at, source="one_time_code", facts={"practitioner": str(person.pk)})
            code = codes.usable(app, at=at)
        if code is None:
            raise CommandError("Two codes were used in the last minute. Wait half a minute, then ask again.")
        self.stdout.write(code)
