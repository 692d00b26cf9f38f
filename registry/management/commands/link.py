"""bin/contactpoint link A.csv B.csv [--truth T.csv] --out PAIRS.csv: which rows of two files are one person?"""

import csv
import json
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.matching.engines import ENGINES, NoEngine
from registry.matching.headers import UnreadableFile
from registry.matching.link import Linked, Links, link, link_by_splink
from registry.matching.noticed import notices, understood
from registry.matching.people import Person, read_people
from registry.matching.truth import measure, read_truth


class Command(BaseCommand):
    help = "Links two files with the registry's own matching; nothing is stored (docs/matching.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("a", type=Path, metavar="A.csv")
        parser.add_argument("b", type=Path, metavar="B.csv")
        parser.add_argument(
            "--truth", type=Path, help="id_a,id_b; or whose each row is, as truth.csv of make_population"
        )
        parser.add_argument("--out", type=Path, help="where the pairs go: id_a, id_b, probability, decision")
        parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
        parser.add_argument("--engine", choices=("postgres", *ENGINES), default="postgres", help="see docs/matching.md")
        parser.add_argument("--weights", choices=("fitted", "shipped"), default="fitted", help="see docs/matching.md")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            one, other = read_people(options["a"]), read_people(options["b"])
            ids_a, ids_b = {row.id for row in one}, {row.id for row in other}
            truth = read_truth(options["truth"], ids_a, ids_b) if options["truth"] else None
            for sentence in notices((options["a"].name, options["b"].name), (one, other), truth):
                self.stderr.write(sentence)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        links = self._links(one, other, engine=options["engine"], fitted=options["weights"] == "fitted")
        if options["out"]:
            write(options["out"], links.pairs)
        found = figures(links, (one, other), seconds=time.monotonic() - started)
        if truth:
            found |= measure(links.pairs, truth, rows=len(one))
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else "\n".join(told(found)))

    def _links(self, one: list[Person], other: list[Person], *, engine: str, fitted: bool) -> Links:
        if engine not in ENGINES:
            return link(one, other, fitted=fitted)
        try:
            return link_by_splink(one, other, engine=ENGINES[engine])
        except NoEngine as error:
            raise CommandError(str(error)) from error


def write(path: Path, pairs: Sequence[Linked]) -> None:
    try:
        file = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
    with file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("id_a", "id_b", "probability", "decision"))
        out.writerows((one.id_a, one.id_b, f"{one.probability:.6f}", one.decision) for one in pairs)


def figures(links: Links, sides: Sequence[Sequence[Person]], *, seconds: float) -> dict[str, Any]:
    decisions = Counter(one.decision.value for one in links.pairs)
    return {
        "rows": list(map(len, sides)),
        "understood": dict(zip("ab", map(understood, sides), strict=True)),
        "same": decisions["same"],
        "waiting": decisions["waiting"],
        "also_compared": list(links.others),
        "nobody_twice": list(links.once),
        "seconds": round(seconds, 1),
    }


def told(found: dict[str, Any], indent: str = "") -> list[str]:
    """One figure a line, in the words of the JSON."""
    lines = []
    for name, value in found.items():
        label = name.replace("_", " ")
        if isinstance(value, dict):
            lines += [f"{indent}{label}:", *told(value, indent + "  ")]
        else:
            lines.append(f"{indent}{label}: {value}")
    return lines
