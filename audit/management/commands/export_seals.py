"""bin/contactpoint export_seals: the signed seals, to be kept out of the database owner's reach (R-AUDIT-2)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from audit.exporting import notes


class Command(BaseCommand):
    help = (
        "Prints the signed seals, one line each, oldest first. verify_audit --against FILE checks the log against them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, metavar="NUMBER", help="only the seals behind this one")

    def handle(self, *args: Any, **options: Any) -> None:
        for note in notes(after=options["after"]):
            self.stdout.write(note.line)
