"""Reads one delivery apart from everything else: file on standard input, rows as JSON lines on standard output.

This process has no key, no database and no network to use, and only so much memory and time: whatever a hostile
file does to it stays here (security.md 3.1). Its last line says how it ended.

The first line of standard input is the mapping of the source as JSON, or null; the file follows. Instead of a file it
can be rows that a person put right, one `{"line": 7, "raw": {...}}` a line.
"""

import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO, TextIO

from feeds.formats.every import FORMATS
from feeds.formats.row import BadRow, End, FeedError, Format, Read, Reader, Reading
from feeds.reasons import Reason

MEMORY = 1_000_000_000  # bytes of address space
FILE, ROWS = "file", "rows"


def main(code: str, what: str, today: str, now: str, seconds: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    stream = sys.stdin.buffer
    reading = Reading(date.fromisoformat(today), datetime.fromisoformat(now), json.loads(stream.readline()))
    read = {FILE: FORMATS[code].read, ROWS: rows_of(FORMATS[code])}[what]
    write(read(stream, reading), sys.stdout)


def rows_of(known: Format) -> Reader:
    """Reads rows that a person put right as `known` reads a file."""

    def read(stream: BinaryIO, reading: Reading) -> Iterator[Read]:
        count = 0
        for line in stream:
            row = json.loads(line)
            count += 1
            yield known.again(row["raw"], row["line"], reading)
        yield End(count)

    return read


def write(rows: Iterator[Read], out: TextIO) -> None:
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


def _plain(row: Read) -> dict[str, Any]:
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
