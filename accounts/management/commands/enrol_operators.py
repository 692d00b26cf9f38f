"""Enrols the first operators of a fresh installation, where nobody is yet in whose name it could run (R-USER-8)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.enrolling import COLUMNS, enrol, read
from accounts.granting import NotDone


class Command(BaseCommand):
    help = (
        "Enrols at least two operators from a CSV file, each of whose papers another one has seen, and invites them. "
        f"Once; refuses when there is an operator. Columns: {', '.join(COLUMNS)}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV with a header; dates like 2009-01-26")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                made = enrol(read(lines), at=timezone.now())
        except OSError as error:
            raise CommandError(f"The file {file} cannot be read: {error.strerror}.") from error
        except NotDone as error:
            raise CommandError(f"{error}.") from error
        self.stdout.write(f"Invited: {', '.join(person.name for person in made)}.")
