"""Does memory stay flat however long the file is, and what does a row cost? (issue: 1 GB must be read)"""

import tracemalloc

import pytest

from feeds.formats.__main__ import FILE
from feeds.parsing import About, _read
from tests.feeds.conftest import NOON
from tests.feeds.long_files import LONG_FILES
from tests.feeds.reading_process import read_apart
from tests.feeds.test_mapped_tables import MAPPING

MB = 1_000_000


def peak(code: str, size: int) -> float:
    read = read_apart(code, LONG_FILES[code](size), mapping=MAPPING, seconds=600)
    assert read.last["end"] == read.lines - 1 > size // 2_000
    print(f"{code}: {read.lines / read.seconds:,.0f} rows per second of one core, {read.peak_mb:.0f} MB")
    return read.peak_mb


@pytest.mark.parametrize("code", ["births", *(pytest.param(code, marks=pytest.mark.long) for code in ("ctf", "pds"))])
def test_eight_times_the_file_takes_no_more_memory(code: str) -> None:
    assert peak(code, 4 * MB) < peak(code, MB // 2) + 5


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("code", LONG_FILES)
def test_a_hundred_megabytes_are_read_in_small_memory(code: str) -> None:
    assert peak(code, 110 * MB) < 120


def test_the_side_that_asks_holds_no_more_than_it_is_given_at_once() -> None:
    tracemalloc.start()
    try:
        parts = LONG_FILES["births"](MB)
        rows = sum(1 for _ in _read("births", FILE, About(NOON), parts, seconds=60))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert rows > 4_000
    assert most < 3 * MB
