"""What are the cells of an uploaded CSV or XLSX? Asked in a process of its own, which has nothing to lose.

The file on standard input, its rows as JSON lines on standard output; {"mistake": ...} ends them when the file will
not do, {"end": true} when it was read whole. No key, no database, and only so much memory and time (security.md 3.1).
"""

import csv
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Final

from accounts.bulk import workbook

ROWS: Final = 10_000
BYTES: Final = 5_000_000
LONGEST_CELL: Final = 4_000  # characters
COLUMNS: Final = 50
LIMITS: Final = workbook.Limits(unpacked=50_000_000)
MEMORY: Final = 1_000_000_000  # bytes of address space
SECONDS: Final = 20
ARCHIVE: Final = b"PK\x03\x04"

WRONG_FORMAT: Final = "The selected file must be a CSV or XLSX"
NOT_UTF_8: Final = "The selected file must be a CSV in UTF-8: when you save it in Excel, choose “CSV UTF-8”"
TOO_MANY: Final = f"The selected file must have {ROWS:,} rows or fewer"
TOO_COSTLY: Final = "The selected file holds too much: copy the rows into a new file and save that"


class Mistake(Exception):
    """Why the file as a whole will not do; the text can be shown."""


def read(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with its number in the spreadsheet; the header is the first. Raises Mistake."""
    found = 0
    for number, row in xlsx_rows(content) if content.startswith(ARCHIVE) else csv_rows(content):
        cells = [_storable(cell) for cell in row]
        if not any(cells):
            continue
        found += 1
        if found > ROWS + 1:
            raise Mistake(TOO_MANY)
        if len(cells) > COLUMNS or max(map(len, cells)) > LONGEST_CELL:
            raise Mistake(f"Row {number} has a cell that is too long, or too many cells: check its quotation marks")
        yield number, cells


def csv_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Strictly: one quotation mark that does not close must not swallow the rows below it (security.md 0.8)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Mistake(NOT_UTF_8) from error
    header = text.partition("\n")[0]
    number, width = 0, 0
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
        for number, cells in enumerate(rows, 1):
            width = width or len(cells)
            if any(cells) and len(cells) != width:
                how = "more" if len(cells) > width else "fewer"
                raise Mistake(f"Row {number} has {how} cells than there are columns: check its commas")
            yield number, cells
    except csv.Error as error:
        raise Mistake(f"Row {number + 1} could not be read: check its quotation marks") from error


def xlsx_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet. Raises Mistake."""
    try:
        yield from workbook.xlsx_rows(content, LIMITS)
    except workbook.TooCostly as error:
        raise Mistake(TOO_COSTLY) from error
    except workbook.NoWorkbook as error:
        raise Mistake(WRONG_FORMAT) from error


def _storable(cell: str) -> str:
    """What the database cannot keep becomes a mark that no rule of a cell lets through."""
    return "".join("\ufffd" if letter == "\0" or "\ud800" <= letter <= "\udfff" else letter for letter in cell).strip()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        for number, cells in read(sys.stdin.buffer.read(BYTES + 1)):
            sys.stdout.write(json.dumps([number, cells]) + "\n")
        sys.stdout.write(json.dumps({"end": True}) + "\n")
    except Mistake as mistake:
        sys.stdout.write(json.dumps({"mistake": str(mistake)}) + "\n")
    except MemoryError:
        sys.stdout.write(json.dumps({"mistake": TOO_COSTLY}) + "\n")


if __name__ == "__main__":
    main()
