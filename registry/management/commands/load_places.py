"""How are the schools and practices of the national registers renewed?"""

from argparse import ArgumentParser
from csv import Error
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.load_places import Loaded, NotThatRegister, load_practices, load_schools


class Command(BaseCommand):
    help = (
        "Adds and renews schools (edubasealldata of GIAS) or practices (epraccur of ODS), and who follows those that "
        "closed. Nothing is deleted. Safe to run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=["schools", "practices"])
        parser.add_argument("file", type=Path, help="as the register publishes it, unpacked")
        parser.add_argument(
            "--successors", type=Path, help="who follows whom: links_edubasealldata of GIAS, or succ of ODS"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = _load(options["kind"], options["file"], options["successors"])
        except (NotThatRegister, Error) as error:
            raise CommandError(f"The file is not that register: {error}") from error
        except OSError as error:
            raise CommandError(f"The file {error.filename} cannot be read: {error.strerror}.") from error
        passed = "".join(f", {rows} passed by ({why})" for why, rows in loaded.passed_by.items())
        counts = f"{loaded.closed} of them closed, {loaded.followed} with a successor"
        self.stdout.write(f"{loaded.kept} {options['kind']}, {counts}{passed}.")


def _load(kind: str, file: Path, successors: Path | None) -> Loaded:
    if kind == "schools":
        return load_schools(file, links=successors)
    return load_practices(file, successors=successors)
