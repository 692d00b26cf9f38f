"""Makes the accounts of the demonstration; safe to run again."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import demonstration
from accounts.roles import ROLES

PASSWORD_BYTES = 12


class Command(BaseCommand):
    help = (
        "Makes one account for each role, and one for each thing that can be missing. Only where everybody is invented."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.INVENTED:
            raise CommandError("These accounts are for a demonstration (DEMO=1) or a practice area (PRACTICE=1) alone.")
        wanted = demonstration.accounts()
        # A practice area can be reached from outside, so that its password is known to whoever filled it alone.
        password = demonstration.PASSWORD if settings.DEMO else secrets.token_urlsafe(PASSWORD_BYTES)
        made = demonstration.make(wanted, password=password, at=timezone.now())
        self.stdout.write(f"{'Email address':42} {'Role':31} Where, and what is missing")
        for account in wanted:
            where = account.email.partition("@")[2].partition(".")[0]
            lacks = f" (lacks: {account.lacks.replace('_', ' ')})" if account.lacks else ""
            self.stdout.write(f"{account.email:42} {ROLES[account.role].name:31} {where}{lacks}")
        if made or settings.DEMO:
            self.stdout.write(f"\nPassword of all: {password}")
        self.stdout.write("One-time code:   bin/contactpoint one_time_code EMAIL")
