"""Makes the accounts of the demonstration; safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import demonstration
from accounts.roles import ROLES


class Command(BaseCommand):
    help = "Makes one account for each role, and one for each thing that can be missing. Only in a demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("These accounts have a known password. They are for a demonstration (DEMO=1) alone.")
        wanted = demonstration.accounts()
        demonstration.make(wanted, at=timezone.now())
        self.stdout.write(f"{'Email address':42} {'Role':27} Where, and what is missing")
        for account in wanted:
            where = account.email.partition("@")[2].partition(".")[0]
            lacks = f" (lacks: {account.lacks.replace('_', ' ')})" if account.lacks else ""
            self.stdout.write(f"{account.email:42} {ROLES[account.role].name:27} {where}{lacks}")
        self.stdout.write(f"\nPassword of all: {demonstration.PASSWORD}")
        self.stdout.write("One-time code:   bin/contactpoint one_time_code EMAIL")
