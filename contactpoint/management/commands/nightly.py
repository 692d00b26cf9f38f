"""bin/contactpoint nightly: every dated rule now; safe to run again, and after nights off."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contactpoint.nightly import Outcome, run_rules


class Command(BaseCommand):
    help = "Runs every dated rule and says what each did. Exit status 1 if one failed; the others ran all the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = run_rules(at=timezone.now())
        lines = [as_json(outcomes)] if options["json"] else [outcome.sentence for outcome in outcomes]
        self.stdout.write("\n".join(lines))
        if failed := [outcome.rule.name for outcome in outcomes if outcome.failed]:
            raise CommandError(f"Failed: {', '.join(failed)}")


def as_json(outcomes: Sequence[Outcome]) -> str:
    rules = [{"name": one.rule.name, "count": one.count, "failed": one.failed} for one in outcomes]
    return json.dumps({"rules": rules}, indent=2)
