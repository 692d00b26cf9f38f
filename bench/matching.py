"""How well does matching find the same child in two sources, and how often does it take two children for one?

Synthetic sources with their clerks' slips (dev.population), each turned into a CSV of what the registry would compare:
the feed's own reader reads it, and the first name, former surname, preferred forename, birth, gender, home and numbers
are written down. Every pair of sources is linked as `bin/contactpoint link` links two files.
"""

import csv
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import chain, combinations
from pathlib import Path
from typing import Any

from dev.population.make import Plan, make_population
from feeds.formats.every import FORMATS
from feeds.formats.row import Reading, Row
from registry.assertion import Assertion
from registry.matching.link import Linked, link
from registry.matching.people import read_people
from registry.matching.score import Decision
from registry.matching.truth import Truth, read_truth
from registry.matching.truth import measure as measured

TODAY = date(2009, 1, 26)
SOURCES = {
    "pupil-data": ("pupils.xml", "ctf"),
    "health-demographics": ("health.ndjson", "pds"),
    "births": ("births.csv", "births"),
    "social-care": ("social_care.csv", "social-care"),
}
COLUMNS = (
    "id", "forename", "surname", "former_surname", "preferred_forename", "date_of_birth", "gender",
    "address", "postcode", "upn", "nhs_number",
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What linking two sources gave."""

    links: list[Linked]
    truth: Truth
    rows: int


def measure(
    *,
    children: int = 200_000,
    seed: int = 2009,
    even: bool = False,
    keep: Path | None = None,
    say: Callable[[str], object],
) -> dict[str, Any]:
    """Precision, recall and F1 of every pair of sources, of all together, and by the origin of names.

    `even`: as many families of each origin, so that a gap between them can be told from luck.
    """
    with _kept(keep) as directory:
        make_population(directory, Plan(children=children, seed=seed, today=TODAY, even_origins=even))
        found = dict(_linked(directory, say))
        twins = _twins(directory / "truth.csv")
    every = _together(found.values())
    return {
        "children": children,
        "seed": seed,
        "even": even,
        **_figures(every, twins),
        "pairs": {name: _figures(one, twins) for name, one in found.items()},
    }


@contextmanager
def _kept(keep: Path | None) -> Iterator[Path]:
    """Where the files lie: for good where that is asked, else for the time being."""
    if keep:
        yield keep
    else:
        with tempfile.TemporaryDirectory() as made:
            yield Path(made)


def _figures(one: Result, twins: Set[frozenset[str]]) -> dict[str, Any]:
    same = (frozenset((link.id_a, link.id_b)) for link in one.links if link.decision is Decision.SAME)
    merged = sum(pair in twins for pair in same)
    return {**measured(one.links, one.truth, rows=one.rows), "twins_merged": merged}


def _together(results: Iterable[Result]) -> Result:
    """Keys of two sources are never alike, so the pairs of all sources can stand in one heap."""
    kept = list(results)
    truth = Truth(
        frozenset(chain.from_iterable(one.truth.pairs for one in kept)),
        {pair: group for one in kept for pair, group in one.truth.groups.items()},
    )
    return Result(list(chain.from_iterable(one.links for one in kept)), truth, sum(one.rows for one in kept))


def _twins(path: Path) -> Set[frozenset[str]]:
    """Every row about a child with every row about its twin."""
    keys: dict[str, list[str]] = defaultdict(list)
    of: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            keys[row["child"]].append(row["source_key"])
            of[row["child"]] = row["twin_of"]
    return {
        frozenset((one, other))
        for child, twin in of.items() if twin
        for one in keys[child] for other in keys[twin]
    }  # fmt: skip


def write_csv(directory: Path, source: str) -> Path:
    """One row for each key of a source; a case of social care is one child, however many work with it."""
    file, code = SOURCES[source]
    path = directory / f"people-{source}.csv"
    seen: set[str] = set()
    with (directory / file).open("rb") as stream, path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(COLUMNS)
        for row in FORMATS[code].read(stream, Reading(TODAY, datetime.combine(TODAY, time(), UTC))):
            if isinstance(row, Row) and (key := _key(row)) not in seen:
                seen.add(key)
                rows.writerow([key, *_cells(row.assertion)])
    return path


def _key(row: Row) -> str:
    """As truth.csv has it: there the rows of one case of social care are numbered."""
    return "".join(f"{case}/1" for case in row.assertion.identifiers.get("local_case", ())) or row.key


def _cells(said: Assertion) -> Iterator[str]:
    names = {name.kind: name for name in said.names}
    current, former, used = (names.get(kind) for kind in ("current", "former", "also_used"))
    home = next((place for place in said.addresses if place.kind != "former"), None)
    yield from (current.forename, current.surname) if current else ("", "")
    yield former.surname if former else ""
    yield used.forename if used else ""
    yield said.date_of_birth.isoformat() if said.date_of_birth else ""
    yield said.gender
    yield from (home.lines, home.postcode) if home else ("", "")
    yield from (said.identifiers.get(scheme, ("",))[0] for scheme in ("upn", "nhs_number"))


def _linked(directory: Path, say: Callable[[str], object]) -> Iterator[tuple[str, Result]]:
    people = {source: read_people(write_csv(directory, source)) for source in SOURCES}
    for one, other in combinations(SOURCES, 2):
        say(f"{one} with {other}")
        a, b = people[one], people[other]
        truth = read_truth(directory / "truth.csv", {row.id for row in a}, {row.id for row in b})
        yield f"{one} with {other}", Result(link(a, b).pairs, truth, len(a))
