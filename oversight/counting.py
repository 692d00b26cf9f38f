"""Which number may this reader see, and where does it lead? (issue 7, R-SHIELD-8)

Whoever may see the things themselves sees every number, each with its list. To anybody else a count below FEWEST is not
told, nor what it could be reckoned from: it might tell of a child, a sensitive service or one person's work.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from accounts.models import Practitioner
from oversight.use import Counted

FEWEST: Final = 5
FEW: Final = f"Fewer than {FEWEST}"
HIDDEN: Final = "Not shown"


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """`url`: the same report of this row alone. `size`: what the bar beside it is drawn from, nothing if not told."""

    label: str
    cells: tuple[Cell, ...]
    size: int
    url: str = ""


@dataclass(frozen=True)
class Scope:
    """What is read, and by whom. `area`: an organisation's id, NATIONAL_SOURCES, or "" for each of England's.

    `exact`: whether this reader may see the things themselves. `nationally`: whether that is each area.
    """

    name: str
    month: date
    area: str
    exact: bool
    nationally: bool
    by: Practitioner
    at: datetime

    @property
    def organisation(self) -> UUID | None:
        return UUID(self.area) if self.area not in ("", NATIONAL_SOURCES) else None

    def number(self, count: int, page: str = "", *arguments: object, **asked: str) -> Cell:
        """`page` lists what was counted, asked for by month and `asked`."""
        if self.exact:
            url = address(page, *arguments, month=f"{self.month:%Y-%m}", **asked) if page and count else ""
            return Cell(f"{count:,}", url)
        return Cell(FEW if 0 < count < FEWEST else f"{count:,}")

    def of_people(self, one: Counted, cells: Iterable[Cell]) -> tuple[Cell, ...]:
        """Nothing where the people are too few."""
        shown = tuple(cells)
        if self.exact or one.people >= FEWEST:
            return shown
        return (Cell(FEW), *(Cell(HIDDEN) for _ in shown[1:]))

    def share(self, part: int, whole: int) -> Cell:
        """Rounded down: never 100% where something is missing."""
        if not self.exact and 0 < whole - part < FEWEST:
            return Cell(HIDDEN)
        return Cell(f"{100 * part // whole}%" if whole else "None yet")

    def of_area(self, area: object) -> str:
        return address(f"report_{self.name}", month=f"{self.month:%Y-%m}", area=str(area))


NATIONAL_SOURCES: Final = "national"


def too_few(rows: Iterable[Counted]) -> list[str]:
    """The keys of those that are counted together, so that no one of them and no rest of the whole is below FEWEST."""
    smallest = sorted(rows, key=lambda one: (one.people, one.key))
    together = [one for one in smallest if one.people < FEWEST]
    rest = smallest[len(together) :]
    while together and rest and (len(together) < 2 or sum(one.people for one in together) < FEWEST):
        together.append(rest.pop(0))
    return [one.key for one in together]


def address(name: str, /, *arguments: object, **asked: str) -> str:
    """No child and no person stands in it."""
    told: Mapping[str, str] = {key: value for key, value in asked.items() if value}
    return f"{reverse(name, args=arguments)}?{urlencode(told)}"
