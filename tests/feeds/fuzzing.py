"""Which functions take whatever bytes anybody sends, for a fuzzer to call? Only their own refusal stays in (SEC-31).

`test_fuzz.py` calls them with Hypothesis, `python -m tests.feeds.fuzz` with atheris, which sees what the code does.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from io import BufferedReader, BytesIO
from typing import Any

from accounts.bulk import table
from feeds.formats.__main__ import file_of
from feeds.formats.archive import opened
from feeds.formats.every import FORMATS
from feeds.formats.mapped_table import look_at
from feeds.formats.mapping import problems_of
from feeds.formats.row import BadRow, End, FeedError, Reading, Row
from feeds.manifest import read_manifest
from feeds.quarantine.sheet import rows_in
from tests.feeds.test_formats import READING
from tests.feeds.test_mapped_tables import MAPPING

Target = Callable[[bytes], None]
TOLD = Reading(READING.today, READING.now, authorities=frozenset(("341",)), mapping=MAPPING)


def file_target(code: str) -> Target:
    """Reads a file of the format, and every bad row of it again."""

    def target(data: bytes) -> None:
        with suppress(FeedError):
            for row in file_of(FORMATS[code])(BufferedReader(BytesIO(data)), TOLD):
                assert isinstance(row, Row | BadRow | End)
                if isinstance(row, BadRow):
                    json.dumps(row.raw).encode()
                    again = FORMATS[code].again(row.raw, row.line, TOLD)
                    assert not row.raw or isinstance(again, BadRow), (row, again)  # nobody put anything right

    return target


def rows_target(code: str) -> Target:
    """Reads a row that somebody put right into anything at all."""

    def target(data: bytes) -> None:
        cells = [cell.decode("utf-8", "surrogateescape") for cell in data.split(b"\0")]
        raw = dict(zip(cells[::2], cells[1::2], strict=False))
        assert isinstance(FORMATS[code].again(raw, 1, TOLD), Row | BadRow)

    return target


def look_target(data: bytes) -> None:
    with suppress(FeedError):
        assert look_at(data).headers


def mapping_target(data: bytes) -> None:
    with suppress(ValueError, RecursionError):  # of json.loads, whose text comes from the database otherwise
        problems_of(json.loads(data))


def any_mapping_target(data: bytes) -> None:
    """A table read by whatever mapping a person could have made, which stands before it on a line of its own."""
    written, _, content = data.partition(b"\n")
    with suppress(ValueError, RecursionError):
        mapping = json.loads(written)
        if isinstance(mapping, dict) and not problems_of(mapping):
            _by(mapping, content)


def _by(mapping: dict[str, Any], content: bytes) -> None:
    try:
        list(file_of(FORMATS["table"])(BufferedReader(BytesIO(content)), replace(TOLD, mapping=mapping)))
    except FeedError:
        return
    except (ValueError, RecursionError) as error:  # which are no refusals here
        raise AssertionError from error


def archive_target(data: bytes) -> None:
    with suppress(FeedError):
        inside = opened(BufferedReader(BytesIO(data)))
        while inside.read(1 << 16):
            pass


def manifest_target(data: bytes) -> None:
    with suppress(FeedError):
        read_manifest(data, at=TOLD.now)


def sheet_target(data: bytes) -> None:
    """Quarantined rows that were put right in a spreadsheet."""
    with suppress(table.Mistake):
        rows_in(list(table.read(data)))


TARGETS: dict[str, Target] = {
    **{code: file_target(code) for code in FORMATS},
    **{f"{code} again": rows_target(code) for code in FORMATS},
    "look": look_target,
    "mapping": mapping_target,
    "any mapping": any_mapping_target,
    "archive": archive_target,
    "manifest": manifest_target,
    "sheet": sheet_target,
}
