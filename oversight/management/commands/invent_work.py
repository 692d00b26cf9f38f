"""Invents a month of work with records, so that reviews, reports and queues have something to show; once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oversight.demonstration import invent


class Command(BaseCommand):
    help = "Invents what people of Liverpool did last month and what waits for them. Only where everybody is invented."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            looks = invent(at=timezone.now())
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{looks} looks" if looks else "Somebody has worked here already: nothing was invented.")
