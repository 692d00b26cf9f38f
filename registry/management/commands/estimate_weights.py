"""bin/contactpoint estimate_weights A.csv B.csv --out FILE: what do the comparisons weigh in these two files?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.matching.definition import FILE, definition, parse
from registry.matching.estimating import estimate, written
from registry.matching.headers import UnreadableFile
from registry.matching.people import Shares, in_common, parties, read_people


class Command(BaseCommand):
    help = "Splink estimates the weights of matching from two files and writes a new definition (docs/matching.md)."
    requires_system_checks = []  # it needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("a", type=Path, metavar="A.csv")
        parser.add_argument("b", type=Path, metavar="B.csv")
        parser.add_argument("--out", type=Path, required=True, help="the new definition.toml")
        parser.add_argument("--as", dest="version", required=True, help="its version, like 2009-02")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sides = [read_people(options[side]) for side in ("a", "b")]
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        shares, shared = Shares([*sides[0], *sides[1]]), in_common(*sides)
        rows = ([(one.id, next(parties(one, shares, shared.trusted))) for one in people] for people in sides)
        found = estimate(*rows, by=definition(), version=options["version"])
        made = [
            f"Estimated by bin/contactpoint estimate_weights {options['a'].name} {options['b'].name}",
            f"    --as {options['version']} --out {options['out'].name}",
        ]
        text = written(found, FILE.read_text(encoding="utf-8"), made=made)
        parse(text)
        options["out"].write_text(text, encoding="utf-8")
        self.stdout.write(f"{options['out']}: version {found.version}")
