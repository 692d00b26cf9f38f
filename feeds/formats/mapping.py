"""What do the columns of a source's own table mean? A person says so once; it is kept with the source as JSON.

    {"columns": {"Child forename": "name.forename", ...},   header -> item of feeds.formats.targets
     "dates": ["%d/%m/%Y"],                                 besides YYYY-MM-DD; also one text
     "codes": {"gender": {"1": "male"}},                    item -> what the supplier writes -> what it means
     "always": {"service.group": "justice"},                items that every row says, without a column
     "key": "Case no",                                      header, or list of headers, of the row's own key
     "as_at": null,                                         header of the age of a row; null: as old as the delivery
     "ignore": ["Notes"],                                   headers that are known and not read
     "delimiter": ",", "encoding": "utf-8", "sheet": ""}    of the file; all may be left out

Headers are compared without regard to capitals and outer spaces.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from feeds.formats.targets import TARGETS

ENCODINGS: Final = ("utf-8", "windows-1252")  # what else is taken beside UTF-8; UTF-16 is known by its mark
DELIMITERS: Final = (",", ";", "\t", "|")
MOST: Final = 200  # columns, and codes of one item
DATE: Final = re.compile(r"[0-9 ./:,T-]*(%[dmYbBHMS][0-9 ./:,T-]*)+")
NAMES: Final = frozenset(("name.forename", "name.forenames", "name.surname"))
NUMBERS: Final = frozenset(("nhs_number", "upn", "local_case", "birth_registration"))
SERVICE: Final = frozenset(("service.name", "service.from"))


class Problem(StrEnum):
    """Why a mapping will not do, in words for the person who makes it."""

    SHAPE = "The mapping is damaged: make it again"
    NO_COLUMN = "Choose an item for at least one column"
    UNKNOWN_ITEM = "Choose an item from the list"
    ITEM_TWICE = "Choose each item for one column only"
    NOBODY = "Choose a column for the first or last name, or for a number that identifies the child"
    NO_KEY = "Choose the column that identifies a row"
    DATE_FORMAT = "Write a date format with day, month and four-digit year, like %d/%m/%Y"
    CODE = "Say for each code one of the meanings that the item can have"
    NO_AUTHORITY = "A local case number needs the local authority: choose its column, or give its code for every row"
    NO_SERVICE = "A service needs its name and the date since when it is involved"
    FILE = "Choose a delimiter and an encoding from the list"


class MappingWrong(Exception):
    """The mapping will not do."""

    def __init__(self, problems: list[tuple[Problem, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.value for problem, _ in problems))


@dataclass(frozen=True)
class Mapping:
    """A mapping that will do; headers are folded."""

    columns: dict[str, str]
    key: tuple[str, ...]
    as_at: str
    dates: tuple[str, ...]
    codes: dict[str, dict[str, str]]
    always: dict[str, str]
    ignore: frozenset[str]
    delimiter: str
    encoding: str
    sheet: str

    @property
    def needed(self) -> frozenset[str]:
        """The headers without which a file is not the one that was agreed."""
        return frozenset((*self.columns, *self.key, *filter(None, (self.as_at,))))


def mapping_of(kept: Any) -> Mapping:
    """The mapping that is kept with a source. Raises MappingWrong."""
    if problems := problems_of(kept):
        raise MappingWrong(problems)
    key = kept["key"]
    return Mapping(
        columns={folded(header): path for header, path in kept["columns"].items()},
        key=tuple(folded(header) for header in ([key] if isinstance(key, str) else key)),
        as_at=folded(kept.get("as_at") or ""),
        dates=tuple(_dates(kept)),
        codes={path: {folded(c): m for c, m in codes.items()} for path, codes in kept.get("codes", {}).items()},
        always=kept.get("always", {}),
        ignore=frozenset(folded(header) for header in kept.get("ignore", [])),
        delimiter=kept.get("delimiter") or ",",
        encoding=kept.get("encoding") or "utf-8",
        sheet=kept.get("sheet") or "",
    )


def folded(header: str) -> str:
    return " ".join(header.split()).casefold()


def problems_of(kept: Any) -> list[tuple[Problem, str]]:
    """What is wrong with a mapping, each with the column, item or format that it is about; none: it will do."""
    if not _is_shaped(kept):
        return [(Problem.SHAPE, "")]
    return list(_problems(kept))


def _problems(kept: dict[str, Any]) -> Iterator[tuple[Problem, str]]:
    paths = Counter([*kept["columns"].values(), *kept.get("always", {})])
    if not kept["columns"]:
        yield Problem.NO_COLUMN, ""
    if not kept["key"]:
        yield Problem.NO_KEY, ""
    yield from ((Problem.UNKNOWN_ITEM, path) for path in {*paths, *kept.get("codes", {})} if path not in TARGETS)
    yield from ((Problem.ITEM_TWICE, path) for path, times in paths.items() if times > 1)
    yield from _gaps(paths.keys())
    yield from ((Problem.DATE_FORMAT, date) for date in _dates(kept) if not _is_date_format(date))
    yield from ((Problem.CODE, path) for path, codes in kept.get("codes", {}).items() if not _means(path, codes))
    if (kept.get("delimiter") or ",") not in DELIMITERS or (kept.get("encoding") or "utf-8") not in ENCODINGS:
        yield Problem.FILE, ""


def _gaps(paths: Collection[str]) -> Iterator[tuple[Problem, str]]:
    """What is missing for the rest to make sense."""
    if (NAMES | NUMBERS).isdisjoint(paths):
        yield Problem.NOBODY, ""
    if "local_case" in paths and "la_code" not in paths:
        yield Problem.NO_AUTHORITY, "local_case"
    if any(path.startswith("service.") for path in paths) and not set(paths) >= SERVICE:
        yield Problem.NO_SERVICE, "service.name"


def _is_date_format(date: str) -> bool:
    return bool(DATE.fullmatch(date) and "%d" in date and "%Y" in date and re.search("%[mbB]", date))


def _means(path: str, codes: dict[str, str]) -> bool:
    """Whether each code stands for something that the item can be; an item without a list can be anything."""
    choices = TARGETS[path].choices if path in TARGETS else ()
    return not choices or set(codes.values()) <= {*choices, ""}


def _dates(kept: dict[str, Any]) -> list[str]:
    said = kept.get("dates") or []
    return [said] if isinstance(said, str) else said


def _is_shaped(kept: Any) -> bool:
    """Whether everything is of the kind that it should be: JSON can hold anything."""
    if not isinstance(kept, dict) or not _texts(kept.get("columns")):
        return False
    key, codes = kept.get("key"), kept.get("codes", {})
    return (
        (isinstance(key, str) or _list(key))
        and (isinstance(kept.get("dates") or "", str) or _list(kept["dates"]))
        and isinstance(codes, dict)
        and all(isinstance(path, str) and _texts(inner) for path, inner in codes.items())
        and _texts(kept.get("always", {}))
        and _list(kept.get("ignore", []))
        and all(isinstance(kept.get(name) or "", str) for name in ("as_at", "delimiter", "encoding", "sheet"))
    )


def _texts(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and len(found) <= MOST
        and all(isinstance(part, str) for pair in found.items() for part in pair)
    )


def _list(found: Any) -> bool:
    return isinstance(found, list) and len(found) <= MOST and all(isinstance(one, str) for one in found)
