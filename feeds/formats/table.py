"""How is CSV read so that no quote, header or cell shifts a value into another child's row? (security.md 3.2)"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO, Protocol

from feeds.formats import values
from feeds.formats.lines import lines
from feeds.formats.raw import raw_cells
from feeds.formats.row import LONGEST_VALUE, BadRow, BadValue, End, FeedError, Format, Raw, Read, Reading, Row
from feeds.formats.values import text
from feeds.reasons import Reason
from registry.assertion import Name, Place

END = "#END"
EXTRA, FEWER = "extra", "missing cells"  # beside the columns: the cells too many, by number; how many too few
MOST_COLUMNS = 500
Cells = dict[str, str]
ReadCells = Callable[[Cells, int], Row]


class ReadRow(Protocol):
    """What a row of a format says. Raises BadValue."""

    def __call__(self, cells: Cells, line: int, reading: Reading) -> Row: ...


def read_table(
    stream: BinaryIO,
    *,
    required: frozenset[str],
    known: frozenset[str],
    row: ReadCells,
    otherwise: str = "",
    explains: Callable[[Cells], bool] = lambda cells: False,
    beside: Cells | None = None,
) -> Iterator[Read]:
    """Every row through `row`; columns that are not `known` are dropped unread. Raises FeedError.

    `otherwise`: an encoding that is taken beside UTF-8. `explains`: whether the first row is no row but an instruction.
    `beside`: what a row that waits to be put right has to keep besides its cells.
    """
    written = records(stream, otherwise=otherwise)
    _, header = next(written, (1, []))
    columns = [column.strip().lower() for column in header]
    if not required <= set(columns):
        raise FeedError(Reason.WRONG_FORMAT if len(columns) <= MOST_COLUMNS else Reason.CSV_WIDE, line=1)
    check(columns)
    dropped = tuple(column[:60] for column in columns if column not in known)
    yield from read_records(written, columns, known, row, dropped=dropped, explains=explains, beside=beside or {})


def read_records(
    records: Iterator[tuple[int, list[str]]],
    columns: list[str],
    known: frozenset[str],
    row: ReadCells,
    *,
    dropped: tuple[str, ...],
    explains: Callable[[Cells], bool] = lambda cells: False,
    beside: Cells,
) -> Iterator[Read]:
    """The rows below a header, and the end with its control total. Raises FeedError."""
    count, total = 0, None
    for line, cells in records:
        if total is not None:
            raise FeedError(Reason.TOTAL_WRONG, line=line)
        if cells[0] == END:
            total = _total(cells, line)
        elif count or not explains(defaultdict(str, zip(columns, cells, strict=False))):
            count += 1
            read = _row(cells, columns, known, line, row)
            if beside and isinstance(read, BadRow) and read.raw:
                read = replace(read, raw=beside | read.raw)
            yield replace(read, dropped=dropped) if dropped else read
    yield End(count, total)


def records(stream: BinaryIO, *, otherwise: str = "", delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """The line on which each record of a CSV begins, and its cells; empty lines are none. Raises FeedError."""
    csv.field_size_limit(16 * LONGEST_VALUE)  # above it a quotation mark has swallowed the file
    reader = csv.reader(lines(stream, otherwise=otherwise), strict=True, delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FeedError(Reason.CSV_QUOTE, line=begins) from error


def check(columns: list[str]) -> None:
    """Each column once, and no more than a table has. Raises FeedError."""
    if len(columns) > MOST_COLUMNS:
        raise FeedError(Reason.CSV_WIDE, line=1)
    if len(set(columns)) != len(columns) or not all(column.isprintable() and column for column in columns):
        raise FeedError(Reason.CSV_HEADER, line=1)


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
    # One too many that is empty is said to be there: read again unchanged, the row is no better than it was.
    over = enumerate(cells[len(columns) :], 1) if known >= set(columns) else ()
    extra = {f"{EXTRA} {n}": cell if cell.strip() else "?" for n, cell in over}
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


def table_format(row: ReadRow, *, required: frozenset[str], known: frozenset[str]) -> Format:
    """A CSV in UTF-8 whose header names the columns: how a file of it is read, and one row again."""

    def read(stream: BinaryIO, reading: Reading) -> Iterator[Read]:
        return read_table(stream, required=required, known=known, row=partial(row, reading=reading))

    def again(raw: Raw, line: int, reading: Reading) -> Row | BadRow:
        return read_cells(raw, line, required=required, known=known, row=partial(row, reading=reading))

    return Format(read, again)


def current_name(cells: Cells, forenames: str) -> Name:
    """Who the row is about, `forenames` being the column of all of them. Raises BadValue."""
    forename, middle = values.split_forenames(cells[forenames], forenames)
    surname = values.name(cells["surname"], "surname")
    if not (forename or surname):
        raise BadValue(Reason.NAME_EMPTY, "surname")
    return Name("current", forename, middle, surname)


def addresses(cells: Cells) -> tuple[Place, ...]:
    """Where the child lives, in the columns that two of the tables have."""
    lines = (cells.get("address_1", ""), cells.get("address_2", ""))
    return written_address(lines, cells.get("town", ""), cells.get("postcode", ""))


def written_address(lines: Iterable[str], town: str, postcode: str, *, before: str = "") -> tuple[Place, ...]:
    """Where the child lives; nothing when it is not said. `before`: how the names of the columns begin."""
    written = values.text(
        ", ".join(line for line in (values.name(line, "address") for line in lines) if line), "address", most=250
    )
    code = values.postcode(postcode, f"{before}postcode")
    if not (written or code):
        return ()
    return (Place("current", written, values.name(town, f"{before}town"), code),)
