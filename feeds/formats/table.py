"""How is CSV read so that no quote, header or cell shifts a value into another child's row? (security.md 3.2)"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from feeds.formats import values
from feeds.formats.lines import lines
from feeds.formats.row import LONGEST_VALUE, BadRow, BadValue, End, FeedError, Read, Row
from feeds.formats.values import text
from feeds.reasons import Reason
from registry.assertion import Place

END = "#END"
Cells = dict[str, str]
ReadCells = Callable[[Cells, int], Row]


def read_table(stream: BinaryIO, *, required: frozenset[str], known: frozenset[str], row: ReadCells) -> Iterator[Read]:
    """Every row through `row`; columns that are not `known` are dropped unread. Raises FeedError."""
    csv.field_size_limit(16 * LONGEST_VALUE)  # above it a quotation mark has swallowed the file
    records = _records(stream)
    _, header = next(records, (1, []))
    columns = _columns(header, required)
    dropped = tuple(column[:60] for column in columns if column not in known)
    count, total = 0, None
    for line, cells in records:
        if total is not None:
            raise FeedError(Reason.TOTAL_WRONG, line=line)
        if cells[0] == END:
            total = _total(cells, line)
        else:
            count += 1
            yield replace(_row(cells, columns, known, line, row), dropped=dropped)
    yield End(count, total)


def _records(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The line on which each record begins, and its cells; empty lines are none."""
    reader = csv.reader(lines(stream), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FeedError(Reason.CSV_QUOTE, line=begins) from error


def _columns(header: list[str], required: frozenset[str]) -> list[str]:
    columns = [column.strip().lower() for column in header]
    if not required <= set(columns):
        raise FeedError(Reason.WRONG_FORMAT, line=1)
    if len(set(columns)) != len(columns) or not all(column.isprintable() and column for column in columns):
        raise FeedError(Reason.CSV_HEADER, line=1)
    return columns


def _total(cells: list[str], line: int) -> int:
    if len(cells) < 2 or not (cells[1].isascii() and cells[1].isdigit() and len(cells[1]) < 12) or any(cells[2:]):
        raise FeedError(Reason.TOTAL_WRONG, line=line)
    return int(cells[1])


def _row(cells: list[str], columns: list[str], known: frozenset[str], line: int, row: ReadCells) -> Row | BadRow:
    if len(cells) != len(columns):
        return BadRow(line, Reason.COLS_EXTRA if len(cells) > len(columns) else Reason.COLS_MISSING)
    named = zip(columns, cells, strict=True)
    try:
        return row({column: text(cell, column) for column, cell in named if column in known}, line)
    except BadValue as error:
        return BadRow(line, error.reason, error.field)


def addresses(cells: Cells) -> tuple[Place, ...]:
    """Where the child lives, in the columns that both tables have; nothing when they are empty."""
    parts = (values.name(cells.get(column, ""), column) for column in ("address_1", "address_2"))
    written = ", ".join(part for part in parts if part)
    postcode = values.postcode(cells.get("postcode", ""), "postcode")
    if not (written or postcode):
        return ()
    return (Place("current", written, values.name(cells.get("town", ""), "town"), postcode),)
