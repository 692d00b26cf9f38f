"""Which children, and which feed files about them, come out of a seed?"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from itertools import chain, count
from pathlib import Path
from random import Random

from dev.population.cast import AUTHORITIES, SIZE, Cast, resembles_john
from dev.population.children import Child, school_year
from dev.population.clerks import Clerks
from dev.population.csv_feeds import Births, SocialCare
from dev.population.families import Families
from dev.population.health_demographics import HealthDemographics
from dev.population.identifiers import Upns, nhs_numbers
from dev.population.involvements import Services
from dev.population.later import Later
from dev.population.names import Names
from dev.population.places import Places
from dev.population.pupil_data import PupilData
from dev.population.tables import ACCOUNTS, rows
from dev.population.truth import Truth

BESIDE_EARLY_ADOPTERS = ("330", "383")  # Birmingham at management_team, Leeds at shielding

Feed = PupilData | HealthDemographics | Births | SocialCare


@dataclass(frozen=True)
class Plan:
    """What was asked for; two equal plans give the same bytes."""

    children: int
    seed: int
    today: date
    authorities: tuple[str, ...] = ()
    twins: float = 0.03  # share of children
    shielded: float = 0.002  # share of households
    error_rate: float = 0.08  # share of rows with a slip; careless sources have more, careful ones fewer
    even_origins: bool = False  # as many families of each origin: for telling how well each is matched

    def __post_init__(self) -> None:
        if self.children < SIZE:
            raise ValueError(f"Ask for at least {SIZE} children: the cast is always there.")
        if not all(0 <= share <= 1 for share in (self.twins, self.shielded, self.error_rate)):
            raise ValueError("Shares and rates lie between 0 and 1.")


def default_authorities() -> tuple[str, ...]:
    """The early adopters (R-ORG-2) and two others."""
    early = [row["dfe_code"] for row in rows(ACCOUNTS / "authorities.csv") if row["track"] == "early_adopter"]
    return tuple(sorted([*early, *BESIDE_EARLY_ADOPTERS]))


def households(plan: Plan, places: Places) -> Iterator[list[Child]]:
    """The cast, then families until there are children enough."""
    names = Names(even=plan.even_origins)
    services = Services(places, names)
    upns = Upns(places.school_numbers, school_year(plan.today))
    families = Families(
        places, names, services, upns, nhs_numbers(plan.seed),
        today=plan.today, resembles=partial(resembles_john, today=plan.today),
    )  # fmt: skip
    cast = Cast(places, services, upns, plan.today).households()
    made = (families.make(n, seed=plan.seed, twins=plan.twins, shielded=plan.shielded) for n in count(1))
    left = plan.children
    for household in chain(cast, made):
        yield household[:left]
        left -= len(household)
        if left <= 0:
            return


def make_population(directory: Path, plan: Plan, later: Later | None = None) -> dict[str, object]:
    """Writes the feed files, `truth.csv` and `population.json`; answers what the last one says.

    `later`: as the same sources speak of the same children some time on.
    """
    directory.mkdir(parents=True, exist_ok=True)
    places = Places(plan.authorities or default_authorities(), AUTHORITIES, children=plan.children)
    names = Names()
    today = later.today if later else plan.today
    seen: Counter[str] = Counter()
    with ExitStack() as open_files:
        truth = open_files.enter_context(closing(Truth(directory)))
        feeds: list[Feed] = [
            open_files.enter_context(closing(feed)) for feed in _feeds(directory, today, len(places.chosen))
        ]
        clerks = Clerks(plan.error_rate, today)
        for household in households(plan, places):
            seen["households"] += 1
            if later:
                later.happen(household, places, names)
            for child in household:
                _count(seen, child)
                if not later or not later.only_changed or child.key in later.changed:
                    _write(f"{plan.seed}/{later.edition if later else ''}", clerks, feeds, truth, child)
    summary = _summary(plan, places, seen, feeds)
    text = json.dumps(summary, indent=2) + "\n"
    (directory / "population.json").write_text(text, encoding="utf-8")
    return summary


def _feeds(directory: Path, today: date, authorities: int) -> list[Feed]:
    return [
        PupilData(directory, today, authorities),
        HealthDemographics(directory, today),
        Births(directory, today),
        SocialCare(directory, today),
    ]


def _count(seen: Counter[str], child: Child) -> None:
    seen["children"] += 1
    seen["twins"] += bool(child.twin_of)
    seen["shielded"] += child.shielded


def _write(luck: str, clerks: Clerks, feeds: list[Feed], truth: Truth, child: Child) -> None:
    rng = Random(f"{luck}/{child.key}".replace("//", "/"))
    careful = child.key.startswith("C-")  # nobody errs about the cast: journeys must not depend on luck
    for feed in feeds:
        if feed.speaks_of(child):
            written = clerks.write(rng, child, feed.source, careful=careful)
            truth.add(feed.source, feed.write(rng, child, written), child, written)


def _summary(plan: Plan, places: Places, seen: Counter[str], feeds: list[Feed]) -> dict[str, object]:
    asked = asdict(plan)
    return {
        "seed": plan.seed,
        "children": seen["children"],
        "households": seen["households"],
        "twins": seen["twins"],
        "shielded": seen["shielded"],
        "today": plan.today.isoformat(),
        "authorities": places.chosen,
        "options": {name: asked[name] for name in ("twins", "shielded", "error_rate")},
        "rows": {feed.source: feed.rows for feed in feeds},
        "feeds": [{"source": feed.source, "file": feed.file, "format": feed.format} for feed in feeds],
    }
