"""Fills the months of the roll-out with invented returns; once, and only where everybody is invented."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from readiness.demonstration import invent


class Command(BaseCommand):
    help = "Invents 14 months of readiness returns and decisions. Only where everybody is invented."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = invent()
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made} returns" if made else "There are returns already: nothing was invented.")
