"""How is a practice area filled with children to train on? (R-USER-6)"""

import json
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

CHILDREN = 2_000
SEED = 2009


class Command(BaseCommand):
    help = "Fills a practice area: reference data, invented children through real feed files, an account per role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--children", type=int, default=CHILDREN)
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same children")

    def handle(self, *args: Any, children: int, seed: int, **options: Any) -> None:
        if not settings.INVENTED:
            raise CommandError("Only a practice area (PRACTICE=1) or a demonstration is filled with invented children.")
        call_command("load_reference_data", stdout=self.stdout)
        with TemporaryDirectory() as folder:
            call_command("make_population", folder, children=children, seed=seed, stdout=self.stdout)
            self._load(Path(folder))
        call_command("make_demo_accounts", stdout=self.stdout)
        call_command("invent_returns", stdout=self.stdout)

    def _load(self, folder: Path) -> None:
        described = json.loads((folder / "population.json").read_text("utf-8"))
        for feed in described["feeds"]:
            call_command("load_feed", feed["source"], str(folder / feed["file"]), stdout=self.stdout)
