"""How is CSV read so that no quote, header or cell shifts a value into another child's row? (security.md 3.2)"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from feeds.formats import values
from feeds.formats.lines import lines
from feeds.formats.raw import raw_cells
from feeds.formats.row import LONGEST_VALUE, BadRow, BadValue, End, FeedError, Raw, Read, Row
from feeds.formats.values import text
from feeds.reasons import Reason
from registry.assertion import Place

END = "#END"
EXTRA, FEWER = "extra", "missing cells"  # beside the columns: the cells too many, by number; how many too few
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
    named = {column: cell for column, cell in zip(columns, cells, strict=False) if column in known}
    if len(cells) == len(columns):
        return _read(named, line, row)
    if len(cells) < len(columns):
        absent = dict.fromkeys((column for column in columns if column in known), "")
        kept = raw_cells((absent | named | {FEWER: str(len(columns) - len(cells))}).items())
        return BadRow(line, Reason.COLS_MISSING, raw=kept)
    # Where other columns are dropped, nobody knows whether a cell too many is one of theirs (R-FEED-8).
    extra = {f"{EXTRA} {n}": cell for n, cell in enumerate(cells[len(columns) :], 1)} if known >= set(columns) else {}
    return BadRow(line, Reason.COLS_EXTRA, raw=raw_cells((named | (extra or {f"{EXTRA} 1": "?"})).items()))


def _read(cells: Cells, line: int, row: ReadCells) -> Row | BadRow:
    try:
        return row({column: text(cell, column) for column, cell in cells.items()}, line)
    except BadValue as error:
        return BadRow(line, error.reason, error.field, raw=raw_cells(cells.items()))


def read_cells(raw: Raw, line: int, *, required: frozenset[str], known: frozenset[str], row: ReadCells) -> Row | BadRow:
    """One row of such a table again. What was said of its number of cells has to be emptied first."""
    if raw.get(FEWER, "").strip() or not required <= raw.keys():
        return BadRow(line, Reason.COLS_MISSING, raw=raw)
    if any(cell.strip() for column, cell in raw.items() if column.startswith(EXTRA)):
        return BadRow(line, Reason.COLS_EXTRA, raw=raw)
    return _read({column: cell for column, cell in raw.items() if column in known}, line, row)


def addresses(cells: Cells) -> tuple[Place, ...]:
    """Where the child lives, in the columns that both tables have; nothing when they are empty."""
    parts = (values.name(cells.get(column, ""), column) for column in ("address_1", "address_2"))
    written = ", ".join(part for part in parts if part)
    postcode = values.postcode(cells.get("postcode", ""), "postcode")
    if not (written or postcode):
        return ()
    return (Place("current", written, values.name(cells.get("town", ""), "town"), postcode),)
