"""Which column of somebody's file is which? By its header; columns.toml is the dictionary."""

import csv
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from registry.names.normal import joined

FILE = Path(__file__).with_name("columns.toml")
DELIMITERS = ",;\t|"
Words = dict[str, tuple[str, ...]]


class UnreadableFile(ValueError):
    """The file has no rows or no header; the text is for the user."""


@cache
def words(table: str) -> Words:
    """A table of columns.toml."""
    read: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: tuple(listed) for name, listed in read[table].items()}


@dataclass(frozen=True)
class Columns:
    """Where what stands. An item may be spread over several columns, as an address is."""

    known: dict[str, tuple[int, ...]]
    others: dict[str, int]  # header in plain letters -> column

    @classmethod
    def of(cls, header: Sequence[str]) -> "Columns":
        plain = [joined(name) for name in header]
        items = {name: item for item, names in words("known").items() for name in names}
        known: dict[str, list[int]] = {}
        others: dict[str, int] = {}
        for at, name in enumerate(plain):
            if name in items:
                known.setdefault(items[name], []).append(at)
            elif name and name not in words("other")["left_out"]:
                others.setdefault(name, at)
        return cls({item: tuple(at) for item, at in known.items()}, others)


@dataclass(frozen=True)
class Cells:
    """One row of a file by item; an empty text where nothing is said."""

    columns: Columns
    row: Sequence[str]
    line: int

    def all(self, item: str) -> str:
        """Everything said of an item, in the order of the columns."""
        return " ".join(filter(None, (self._cell(at) for at in self.columns.known.get(item, ()))))

    def one(self, item: str) -> str:
        """The first value said of an item."""
        return next(filter(None, (self._cell(at) for at in self.columns.known.get(item, ()))), "")

    def other(self, name: str) -> str:
        return self._cell(self.columns.others[name])

    def _cell(self, at: int) -> str:
        cell = self.row[at].strip() if at < len(self.row) else ""
        return "" if cell in words("values")["nothing"] else cell


@dataclass(frozen=True)
class Sheet:
    """A whole file in memory."""

    header: Sequence[str]
    columns: Columns
    rows: list[Cells] = field(repr=False)


def read_sheet(path: Path) -> Sheet:
    """A CSV of any common dialect: comma, semicolon, tab or bar; UTF-8 with or without its mark, UTF-16 or cp1252."""
    lines = csv.reader(_text(path).splitlines(keepends=True), delimiter=_delimiter(_text(path)))
    header = next(lines, None)
    if not header or not any(header):
        raise UnreadableFile(f"{path.name} is empty.")
    columns = Columns.of(header)
    return Sheet(header, columns, [Cells(columns, row, line) for line, row in enumerate(_filled(lines), 1)])


def _filled(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    return (row for row in lines if any(cell.strip() for cell in row))


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)
