"""What does any table say, CSV or XLSX, once a person has said what its columns mean? (docs/feeds/table.md)"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BufferedReader, BytesIO
from itertools import islice
from typing import BinaryIO

from accounts.bulk import workbook
from feeds.formats import values
from feeds.formats.archive import ZIP
from feeds.formats.lines import UTF_16, WINDOWS
from feeds.formats.mapped import row_of
from feeds.formats.mapping import DELIMITERS, Mapping, MappingWrong, folded, mapping_of
from feeds.formats.raw import AS_AT
from feeds.formats.row import BadRow, BadValue, FeedError, Raw, Read, Reading, Row
from feeds.formats.table import END, MOST_COLUMNS, check, read_cells, read_records, records
from feeds.reasons import Reason

LARGEST_WORKBOOK = 50_000_000  # bytes; what is larger comes as CSV
LONGEST_HEADER = 200  # characters
LIMITS = workbook.Limits(unpacked=600_000_000)
LOOKED_AT, LONGEST_SHOWN = 5, 200  # rows of a table that are shown to whoever says what it means; characters of a cell
SNIFFED = 1_000_000  # bytes in which a header must end
Records = Iterator[tuple[int, list[str]]]


def read(stream: BinaryIO, reading: Reading) -> Iterator[Read]:
    """Rows, then the end with its control total if it has one. Raises FeedError."""
    mapping = _mapping(reading)
    written = _records(stream, mapping)
    _, header = next(written, (1, []))
    if len(header) > MOST_COLUMNS:
        raise FeedError(Reason.CSV_WIDE, line=1)
    columns = _columns(header, mapping)
    said_at = reading.said_at
    yield from read_records(
        written,
        columns,
        mapping.needed,
        lambda cells, line: row_of(cells, line, mapping, reading, said_at),
        dropped=tuple(name[:60] for name in columns if name not in mapping.needed and name not in mapping.ignore),
        beside={AS_AT: said_at.isoformat()} if not mapping.as_at else {},
    )


def again(raw: Raw, line: int, reading: Reading) -> Row | BadRow:
    """One row that a person put right. Raises FeedError."""
    mapping = _mapping(reading)
    try:
        said_at = values.instant(raw[AS_AT], AS_AT, now=reading.now) if raw.get(AS_AT) else reading.said_at
    except BadValue as error:
        return BadRow(line, error.reason, error.field, raw=raw)
    return read_cells(
        raw,
        line,
        required=mapping.needed,
        known=mapping.needed,
        row=lambda cells, line: row_of(cells, line, mapping, reading, said_at),
    )


@dataclass(frozen=True)
class Look:
    """What a table looks like before anyone has said what it means."""

    headers: list[str]  # as they are written
    delimiter: str = ","
    encoding: str = "utf-8"
    rows: list[dict[str, str]] = field(default_factory=list)  # the first ones: header -> cell


def look_at(content: bytes, *, sheet: str = "") -> Look:
    """How a table can be read. Of a CSV its beginning is enough; a workbook has to be whole. Raises FeedError."""
    if content.startswith(ZIP):
        return _look(_first_of(_sheet(content, sheet)))
    first = content[:SNIFFED]
    split = {delimiter: _split(first, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda one: len(next(iter(split[one]), [])))
    return replace(_look(split[delimiter]), delimiter=delimiter, encoding=_encoding(first))


def _look(found: list[list[str]]) -> Look:
    header, *rows = found or [[]]
    names = [" ".join(name.split()) for name in header]
    rows_by_name = [dict(zip(names, (cell[:LONGEST_SHOWN] for cell in row), strict=False)) for row in rows]
    return Look(_written(header), rows=rows_by_name)


def _split(first: bytes, delimiter: str) -> list[list[str]]:
    found: list[list[str]] = []
    try:
        return _first_of(records(BytesIO(first), otherwise=WINDOWS, delimiter=delimiter), found)
    except FeedError as error:
        if error.reason is Reason.CSV_QUOTE:  # by another delimiter it may be whole
            return found
        raise


def _first_of(written: Records, found: list[list[str]] | None = None) -> list[list[str]]:
    """The header and the first rows; kept in `found` as far as they could be read."""
    found = [] if found is None else found
    for _, cells in islice(written, LOOKED_AT + 1):
        if cells[0] != END:
            found.append(cells)
    return found


def _encoding(first: bytes) -> str:
    if first.startswith(UTF_16):
        return "utf-8"  # known by its mark, whatever else is taken
    try:
        codecs.getincrementaldecoder("utf-8")().decode(first)
    except UnicodeDecodeError:
        return WINDOWS
    return "utf-8"


def _written(header: list[str]) -> list[str]:
    names = [" ".join(name.split()) for name in header]
    if len(names) > MOST_COLUMNS:
        raise FeedError(Reason.CSV_WIDE, line=1)
    if not any(names) or not all(name.isprintable() and len(name) <= LONGEST_HEADER for name in names):
        raise FeedError(Reason.CSV_HEADER, line=1)
    return [name for name in names if name]


def _mapping(reading: Reading) -> Mapping:
    if not reading.mapping:
        raise FeedError(Reason.MAPPING_MISSING)
    try:
        return mapping_of(reading.mapping)
    except MappingWrong as error:
        raise FeedError(Reason.MAPPING_WRONG) from error


def _columns(header: list[str], mapping: Mapping) -> list[str]:
    """The headers, folded; one that is empty or there twice only matters where the mapping names it."""
    columns = [folded(name) for name in header]
    if not mapping.needed <= set(columns):
        raise FeedError(Reason.MAPPING_COLUMNS, line=1)
    check([name for name in columns if name in mapping.needed])
    seen: set[str] = set()
    for place, name in enumerate(columns):
        columns[place] = name if name and name.isprintable() and name not in seen else f"column {place + 1}"
        seen.add(name)
    return columns


def _records(stream: BinaryIO, mapping: Mapping) -> Records:
    start = stream if isinstance(stream, BufferedReader) else BufferedReader(stream)  # type: ignore[type-var]
    if start.peek(4)[:4] == ZIP:
        content = start.read(LARGEST_WORKBOOK + 1)
        if len(content) > LARGEST_WORKBOOK:
            raise FeedError(Reason.ARCHIVE_LARGE)
        return _sheet(content, mapping.sheet)
    otherwise = WINDOWS if mapping.encoding == WINDOWS else ""
    return records(start, otherwise=otherwise, delimiter=mapping.delimiter)


def _sheet(content: bytes, sheet: str) -> Records:
    """The rows of a workbook, each as wide as its header. Raises FeedError."""
    width = 0
    try:
        for number, cells in workbook.xlsx_rows(content, LIMITS, sheet=sheet):
            if any(cell.strip() for cell in cells):
                width = width or len(cells)
                yield number, cells + [""] * (width - len(cells))
    except workbook.TooCostly as error:
        raise FeedError(Reason.ARCHIVE_BOMB) from error
    except workbook.NoWorkbook as error:
        raise FeedError(Reason.WRONG_FORMAT) from error
