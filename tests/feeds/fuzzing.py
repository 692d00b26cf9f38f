"""Which functions take whatever bytes anybody sends, for a fuzzer to call? Only FeedError stays inside (SEC-31).

    pip install atheris
    python -c "import atheris, sys; from tests.feeds.fuzzing import TARGETS; \
        atheris.Setup(sys.argv, TARGETS['ctf']); atheris.Fuzz()" corpus/ -max_total_time=600

atheris stands in no requirements file: it builds for few machines. `test_fuzz.py` does the same with Hypothesis.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from io import BufferedReader, BytesIO

from feeds.formats.__main__ import file_of
from feeds.formats.every import FORMATS
from feeds.formats.mapped_table import look_at
from feeds.formats.mapping import problems_of
from feeds.formats.row import BadRow, End, FeedError, Reading, Row
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


TARGETS: dict[str, Target] = {
    **{code: file_target(code) for code in FORMATS},
    **{f"{code} again": rows_target(code) for code in FORMATS},
    "look": look_target,
    "mapping": mapping_target,
}
