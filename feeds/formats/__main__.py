"""Reads one delivery apart from everything else: file on standard input, rows as JSON lines on standard output.

This process has no key, no database and no network to use, and only so much memory and time: whatever a hostile
file does to it stays here (security.md 3.1). Its last line says how it ended.

The first line of standard input is what else a reader needs to know, as JSON (`Reading`); the file follows. Instead of
a file it can be rows that a person put right, one `{"line": 7, "raw": {...}}` a line.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BufferedReader
from typing import Any, TextIO

from feeds.formats.archive import opened
from feeds.formats.every import FORMATS
from feeds.formats.mapped_table import LARGEST_WORKBOOK, Look, look_at
from feeds.formats.row import BadRow, End, FeedError, Format, Read, Reading
from feeds.reasons import Reason

Reads = Callable[[BufferedReader, Reading], Iterator[Read | Look]]
MEMORY = 1_000_000_000  # bytes of address space
FILE, ROWS, LOOK = "file", "rows", "look"


def main(code: str, what: str, seconds: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    stream: Any = sys.stdin.buffer  # which can be peeked into
    reading = reading_of(json.loads(stream.readline()))
    reader = {FILE: file_of, ROWS: rows_of, LOOK: look_of}[what](FORMATS[code])
    write(reader(stream, reading), sys.stdout)


def reading_of(told: dict[str, Any]) -> Reading:
    return Reading(
        date.fromisoformat(told["today"]),
        datetime.fromisoformat(told["now"]),
        datetime.fromisoformat(told["as_at"]) if told["as_at"] else None,
        frozenset(told["authorities"]) if told["authorities"] else None,
        told["mapping"],
    )


def file_of(known: Format) -> Reads:
    """Reads a file of a format, packed or not."""

    def read(stream: BufferedReader, reading: Reading) -> Iterator[Read]:
        yield from known.read(opened(stream), reading)

    return read


def look_of(known: Format) -> Reads:
    """Reads how a table looks, of which nobody has said yet what it means."""

    def read(stream: BufferedReader, reading: Reading) -> Iterator[Look]:
        yield look_at(stream.read(LARGEST_WORKBOOK))

    return read


def rows_of(known: Format) -> Reads:
    """Reads rows that a person put right as `known` reads a file."""

    def read(stream: BufferedReader, reading: Reading) -> Iterator[Read]:
        count = 0
        for line in stream:
            row = json.loads(line)
            count += 1
            yield known.again(row["raw"], row["line"], reading)
        yield End(count)

    return read


def write(rows: Iterator[Read | Look], out: TextIO) -> None:
    """Each row as it is read; an error of the whole file is the last line."""
    try:
        for row in rows:
            out.write(json.dumps(_plain(row), separators=(",", ":")) + "\n")
    except FeedError as error:
        out.write(json.dumps({"error": error.reason, "line": error.line}) + "\n")
    except MemoryError:
        out.write(json.dumps({"error": Reason.TOO_COSTLY, "line": None}) + "\n")
    except Exception:  # nothing that a file holds may look like a fault of ours: it is not of this format
        out.write(json.dumps({"error": Reason.WRONG_FORMAT, "line": None}) + "\n")


def _plain(row: Read | Look) -> dict[str, Any]:
    if isinstance(row, Look):
        return vars(row) | {"end": 0}
    if isinstance(row, End):
        return {"end": row.rows, "total": row.total}
    if isinstance(row, BadRow):
        return {"bad": row.code, "line": row.line, "field": row.field, "dropped": row.dropped, "raw": row.raw}
    return {
        "row": row.assertion.as_dict(),
        "line": row.line,
        "key": row.key,
        "as_at": row.as_at.isoformat(),
        "authority": row.authority,
        "dropped": row.dropped,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
