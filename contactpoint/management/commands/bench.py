"""bin/contactpoint bench NAME --children N: measure one of the claims, and print it as one JSON object."""

import json
from argparse import ArgumentParser
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from bench import MEASURES


class Command(BaseCommand):
    help = "Measures one claim on synthetic children and prints one JSON object; progress goes to standard error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=MEASURES)
        parser.add_argument("--children", type=int, help="how many children to make up")
        parser.add_argument("--rows", type=int, help="how many rows a file has")
        parser.add_argument("--kills", type=int, help="how often something is killed")
        parser.add_argument("--minutes", type=int, help="stop with an error after so long")
        parser.add_argument("--pairs", type=int, help="how many pairs of requests are compared (leaks)")
        parser.add_argument("--megabytes", type=int, help="how large the longest file is")
        parser.add_argument("--months", type=int, help="how many months of returns are invented (board)")
        parser.add_argument("--users", type=int, help="how many people look at children (misuse)")
        parser.add_argument("--seed", type=int, help="the same seed makes the same children")
        parser.add_argument("--even", action="store_true", help="as many children of each origin of names (matching)")
        parser.add_argument("--keep", type=Path, help="keep the files that were made here (matching)")

    def handle(self, *args: Any, **options: Any) -> None:
        measure = import_module(f"bench.{options['name']}").measure
        wanted = [name for name in signature(measure).parameters if options.get(name) is not None]
        found = measure(**{name: options[name] for name in wanted}, say=self.stderr.write)
        self.stdout.write(json.dumps(found, indent=2))
        if found.get("lost") or found.get("doubled"):
            raise SystemExit(1)
