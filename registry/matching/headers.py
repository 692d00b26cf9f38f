"""Which column of somebody's file is which? By its header; columns.toml is the dictionary."""

import csv
import io
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
    """The file cannot be used as a list of people; the text is for the user."""


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
    text = _text(path)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header, rows = next(lines, []), list(_filled(lines))
    except csv.Error as error:
        raise UnreadableFile(
            f"{path.name} is not a CSV that can be read, at line {lines.line_num}: {error}."
        ) from error
    if not any(cell.strip() for cell in header):
        raise UnreadableFile(f"{path.name} is empty, or its first line is: the first line names the columns.")
    if not rows:
        raise UnreadableFile(f"{path.name} has a first line and no rows under it.")
    columns = Columns.of(header)
    return Sheet(header, columns, [Cells(columns, row, line) for line, row in enumerate(rows, 1)])


def _filled(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    return (row for row in lines if any(cell.strip() for cell in row))


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be opened: {error.strerror}.") from error
    encoding = _encoding(raw)
    if not encoding:
        raise UnreadableFile(f"{path.name} is not text. Save it as a CSV.")
    return raw.decode(encoding, errors="replace")


def _encoding(raw: bytes) -> str:
    """Empty for what is no text, as a workbook or a picture."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if b"\0" in raw:  # of plain letters in UTF-16 every second byte is nothing
        return "utf-16-be" if not any(raw[:20:2]) else "utf-16-le" if not any(raw[1:20:2]) else ""
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)
