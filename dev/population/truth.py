"""Who is each row of every feed file really about? (docs/feeds/population.md)"""

import csv
from pathlib import Path

from dev.population.children import Child
from dev.population.clerks import Written

COLUMNS = [
    "source", "source_key", "child", "household", "forename", "surname", "date_of_birth", "origin",
    "twin_of", "shielded", "errors", "middle_names", "former_surname", "postcode",
]  # fmt: skip


class Truth:
    """`truth.csv`, one row per row of every file."""

    def __init__(self, directory: Path) -> None:
        self._out = (directory / "truth.csv").open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._out, lineterminator="\n")
        self._csv.writerow(COLUMNS)

    def add(self, source: str, keys: list[str], child: Child, written: Written) -> None:
        for key in keys:
            self._csv.writerow([
                source, key, child.key, child.household, child.forename, child.surname,
                child.born.isoformat(), child.origin, child.twin_of, int(child.shielded),
                ";".join(written.errors), " ".join(child.middle_names),
                child.former_surname, child.address.postcode,
            ])  # fmt: skip

    def close(self) -> None:
        self._out.close()
