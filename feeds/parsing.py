"""What does a stored file say? Read in a process of its own, whose end, however it comes, is an answer (SEC-22)."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils import timezone

from contactpoint.vault.box import CannotOpen
from feeds.formats.__main__ import FILE, LOOK, ROWS
from feeds.formats.archive import is_packed
from feeds.formats.mapped_table import Look
from feeds.formats.raw import raw_cells
from feeds.formats.row import FeedError, Raw
from feeds.models import Delivery
from feeds.reasons import Reason
from feeds.receive import content

SECONDS, BYTES_PER_SECOND = 60, 200_000  # time that reading may take: so much, and more for a longer file
UNPACKS_TO = 20  # times its size
AT_ONCE = 1 << 18  # bytes


@dataclass(frozen=True)
class About:
    """What the reading process is told besides the rows."""

    at: datetime
    mapping: dict[str, Any] | None = None  # of the format `table`
    as_at: datetime | None = None  # how old the delivery says it is
    authorities: Iterable[str] = ()  # DfE codes that are known; none: not asked

    def line(self) -> bytes:
        told = {
            "today": timezone.localdate(self.at).isoformat(),
            "now": self.at.isoformat(),
            "as_at": self.as_at.isoformat() if self.as_at else None,
            "authorities": sorted(self.authorities),
            "mapping": self.mapping,
        }
        return json.dumps(told).encode() + b"\n"


def parse(delivery: Delivery, *, at: datetime, authorities: Iterable[str] = ()) -> Iterator[dict[str, Any]]:
    """The rows, bad rows and end as `feeds.formats` writes them. Raises FeedError; then nothing before it counts."""
    source = delivery.source
    about = About(at, source.mapping, delivery.as_at or delivery.received_at, authorities)
    try:
        parts = content(delivery)
        first = next(parts, b"")
        seconds = seconds_for(delivery.size, first)
        yield from _read(source.format, FILE, about, chain([first], parts), seconds=seconds)
    except CannotOpen as error:
        raise FeedError(Reason.CANNOT_OPEN) from error


def seconds_for(size: int, first: bytes) -> int:
    """How long reading a file of that size may take, which begins so: what is packed is longer than it looks."""
    return SECONDS + size * (UNPACKS_TO if is_packed(first) else 1) // BYTES_PER_SECOND


def parse_again(
    source_format: str,
    rows: Iterable[tuple[int, Raw]],
    *,
    at: datetime,
    mapping: dict[str, Any] | None = None,
    authorities: Iterable[str] = (),
) -> Iterator[dict[str, Any]]:
    """Rows that a person put right, each by its line, read like the rest of their file. Raises FeedError."""
    written = (json.dumps({"line": line, "raw": raw_cells(raw.items())}).encode() + b"\n" for line, raw in rows)
    about = About(at, mapping, authorities=authorities)
    yield from _read(source_format, ROWS, about, written, seconds=SECONDS)


def look_at(content: bytes) -> Look:
    """The headers of a table, and how it can be read. Of a CSV its beginning is enough. Raises FeedError."""
    found = next(_read("table", LOOK, About(datetime.fromtimestamp(0, UTC)), iter([content]), seconds=SECONDS))
    return Look(found["headers"], found["delimiter"], found["encoding"], found["rows"])


def _read(code: str, what: str, about: About, parts: Iterator[bytes], *, seconds: int) -> Iterator[dict[str, Any]]:
    process = start(code, what, seconds=seconds)
    ended = False
    try:
        for line in _lines(_exchange(process, chain([about.line()], parts), seconds=2 * seconds)):
            row = json.loads(line)
            if "error" in row:
                raise FeedError(Reason(row["error"]), line=row["line"])
            ended = "end" in row
            yield row
    finally:
        _end(process)
    if not ended:
        raise FeedError(Reason.TOO_COSTLY)


def start(code: str, what: str, *, seconds: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "feeds.formats", code, what, str(seconds)]
    # An empty environment: neither the keys nor the database's address reach the process that meets hostile input.
    return subprocess.Popen(  # noqa: S603
        command, cwd=settings.BASE_DIR, env={}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _exchange(process: "subprocess.Popen[bytes]", parts: Iterator[bytes], *, seconds: int) -> Iterator[bytes]:
    """Pours the file in while rows are taken out, so that neither side has to hold the whole. Raises FeedError."""
    if process.stdin is None or process.stdout is None:
        raise FeedError(Reason.TOO_COSTLY)
    into, out = process.stdin.fileno(), process.stdout.fileno()
    os.set_blocking(into, False)
    deadline = time.monotonic() + seconds
    rest = memoryview(next(parts, b""))
    with selectors.DefaultSelector() as ready:
        ready.register(out, selectors.EVENT_READ)
        ready.register(into, selectors.EVENT_WRITE)
        while ready.get_map():
            for key, _ in ready.select(timeout=max(0.0, deadline - time.monotonic())):
                if key.fd == out:
                    if not (read := os.read(out, AT_ONCE)):
                        return
                    yield read
                elif rest := _poured(into, rest, parts):
                    continue
                else:
                    ready.unregister(into)
                    process.stdin.close()
            if time.monotonic() > deadline:
                raise FeedError(Reason.TOO_COSTLY)


def _poured(into: int, rest: memoryview, parts: Iterator[bytes]) -> memoryview:
    """What is left after as much was written as the pipe takes; empty at the end, or when the reader is gone."""
    try:
        rest = rest[os.write(into, rest) :]
    except BlockingIOError:
        return rest
    except BrokenPipeError:
        return memoryview(b"")
    return rest or memoryview(next(parts, b""))


def _lines(read: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for some in read:
        *whole, rest = (rest + some).split(b"\n")
        yield from whole
