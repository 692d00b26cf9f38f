"""One synthetic population, made once and read back the way a feed would read it."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, parse

import pytest

from dev.population.make import Plan, make_population

TODAY = date(2026, 11, 22)
# Many slips, twins and shielded children: each kind must be there to be looked at.
PLAN = Plan(children=4000, seed=8, today=TODAY, twins=0.1, shielded=0.02, error_rate=0.5)

Row = Mapping[str, str]


@dataclass(frozen=True)
class Population:
    directory: Path
    summary: dict[str, Any]
    pupils: list[Element]
    patients: list[dict[str, Any]]
    births: list[Row]
    care: list[Row]
    truth: list[Row]

    def text(self) -> str:
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.directory.iterdir()))

    def true_rows(self, source: str) -> dict[str, Row]:
        return {row["source_key"]: row for row in self.truth if row["source"] == source}


def table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@pytest.fixture(scope="session")
def population(tmp_path_factory: pytest.TempPathFactory) -> Population:
    directory = tmp_path_factory.mktemp("population")
    make_population(directory, PLAN)
    lines = (directory / "health.ndjson").read_text(encoding="utf-8").splitlines()
    return Population(
        directory=directory,
        summary=json.loads((directory / "population.json").read_text(encoding="utf-8")),
        pupils=parse(directory / "pupils.xml").getroot().findall("CTFpupilData/Pupil"),
        patients=[json.loads(line) for line in lines[:-1]],
        births=table(directory / "births.csv")[:-1],
        care=table(directory / "social_care.csv")[:-1],
        truth=table(directory / "truth.csv"),
    )
