"""How is a synthetic population made, with the feed files about it?"""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dev.population.make import Plan, make_population


class Command(BaseCommand):
    help = "Write synthetic children's feed files, truth.csv and population.json into a directory."
    requires_system_checks = []  # it needs neither the database nor the settings

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--children", type=int, required=True)
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--authorities", default="", help="DfE codes, 301,302; else early adopters and two")
        parser.add_argument("--twins", type=float, default=Plan.twins, help="share of children")
        parser.add_argument("--shielded", type=float, default=Plan.shielded, help="share of households")
        parser.add_argument("--error-rate", type=float, default=Plan.error_rate, help="share of rows")
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="YYYY-MM-DD; else the clock's day")

    def handle(self, *args: Any, **options: Any) -> None:
        codes = tuple(code.strip() for code in options["authorities"].split(",") if code.strip())
        try:
            plan = Plan(
                children=options["children"],
                seed=options["seed"],
                today=options["today"] or date.today(),  # noqa: DTZ011  # the demo lives by the machine's day
                authorities=codes,
                twins=options["twins"],
                shielded=options["shielded"],
                error_rate=options["error_rate"],
            )
            summary = make_population(options["directory"], plan)
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"{summary['children']} children, {summary['households']} households: {summary['rows']}")
