"""Which files are as long as anybody likes? Made while they are read, and kept nowhere."""

import io
from collections.abc import Callable, Iterator

from tests.feeds import files
from tests.feeds.test_mapped_tables import HEADER, line

DIFFERENT = 1_000  # rows, over and over: what is remembered of a value is remembered
Long = Callable[[int], Iterator[bytes]]  # of so many bytes, and a little more


def table(header: str, row: Callable[[int], str]) -> Long:
    def make(size: int) -> Iterator[bytes]:
        some = "".join(row(number) + "\n" for number in range(DIFFERENT)).encode()
        times = size // len(some) + 1
        yield header.encode() + b"\n"
        yield from (some for _ in range(times))
        yield f"#END,{times * DIFFERENT}\n".encode()

    return make


def tree(whole: bytes, row: Callable[[int], str]) -> Long:
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


LONG_FILES: dict[str, Long] = {
    "births": table(files.BIRTHS, files.birth),
    "deaths": table(files.DEATHS, files.death),
    "social-care": table(files.SOCIAL_CARE, lambda n: files.involvement(case=f"LIV-{n:06d}")),
    "immunisations": table(files.IMMUNISATIONS, files.immunisation),
    "table": table(HEADER, lambda n: line(case=f"C{n}")),
    "ctf": tree(files.ctf("@@"), lambda n: files.pupil(upn=files.upn_of(n))),
    "cin": tree(files.cin("@@"), lambda n: files.child_in_need(case=f"LIV-{n:06d}")),
    "pds": patients,
}


class Stream(io.RawIOBase):
    """Such a file as something that can be read, piece by piece."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._rest = parts, b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: object) -> int:
        buffer = memoryview(into)  # type: ignore[arg-type]
        self._rest = self._rest or next(self._parts, b"")
        some, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(some)] = some
        return len(some)
