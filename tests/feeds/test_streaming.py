"""Does memory stay flat however long the file is, and what does a row cost? (issue: 1 GB must be read)"""

import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from feeds.formats.__main__ import FILE
from feeds.parsing import About, _read
from tests.feeds import files
from tests.feeds.conftest import NOON
from tests.feeds.reading_process import read_apart
from tests.feeds.test_mapped_tables import HEADER, MAPPING, line

MB = 1_000_000
DIFFERENT = 1_000  # rows, over and over: what is remembered of a value is remembered


def table(header: str, row: Callable[[int], str]) -> Callable[[int], Iterator[bytes]]:
    def make(size: int) -> Iterator[bytes]:
        some = "".join(row(number) + "\n" for number in range(DIFFERENT)).encode()
        times = size // len(some) + 1
        yield header.encode() + b"\n"
        yield from (some for _ in range(times))
        yield f"#END,{times * DIFFERENT}\n".encode()

    return make


def tree(whole: bytes, row: Callable[[int], str]) -> Callable[[int], Iterator[bytes]]:
    def make(size: int) -> Iterator[bytes]:
        some = "\n".join(row(number) for number in range(DIFFERENT)).encode()
        before, _, after = whole.partition(b"@@")
        yield before
        yield from (some for _ in range(size // len(some) + 1))
        yield after

    return make


def patients(size: int) -> Iterator[bytes]:
    some = files.ndjson(*(files.patient(number=files.nhs_of(n)) for n in range(DIFFERENT))).rpartition(b'{"resource')[0]
    times = size // len(some) + 1
    yield from (some for _ in range(times))
    yield files.ndjson(total=times * DIFFERENT)


LONG_FILES: dict[str, Callable[[int], Iterator[bytes]]] = {
    "births": table(files.BIRTHS, files.birth),
    "deaths": table(files.DEATHS, files.death),
    "social-care": table(files.SOCIAL_CARE, lambda n: files.involvement(case=f"LIV-{n:06d}")),
    "immunisations": table(files.IMMUNISATIONS, files.immunisation),
    "table": table(HEADER, lambda n: line(case=f"C{n}")),
    "ctf": tree(files.ctf("@@"), lambda n: files.pupil(upn=files.upn_of(n))),
    "cin": tree(files.cin("@@"), lambda n: files.child_in_need(case=f"LIV-{n:06d}")),
    "pds": patients,
}


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
