"""Is exactly one plain file taken out of an archive, and anything else refused? (SEC-23)"""

import gzip
import io
import stat
import zipfile
from io import BufferedReader, BytesIO

import pytest

from feeds.formats.__main__ import file_of
from feeds.formats.every import FORMATS
from feeds.formats.row import End, FeedError, Read
from feeds.parsing import seconds_for
from feeds.reasons import Reason
from tests.feeds.reading_process import read_apart
from tests.feeds.test_formats import READING
from tests.feeds.test_hostile_everywhere import GOOD


def read(code: str, content: bytes) -> list[Read]:
    reading = READING
    return list(file_of(FORMATS[code])(BufferedReader(BytesIO(content)), reading))  # type: ignore[arg-type]


def zipped(*members: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def linked() -> bytes:
    link = zipfile.ZipInfo("births.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/hostname")
    return out.getvalue()


BIRTHS = GOOD["births"]
PACKED = zipped(("births.csv", BIRTHS))
ARCHIVES = {
    "two files": (zipped(("births.csv", BIRTHS), ("more.csv", BIRTHS)), Reason.ARCHIVE_MANY),
    "no file": (zipped(), Reason.ARCHIVE_MANY),
    "an archive in it": (zipped(("births.zip", PACKED)), Reason.ARCHIVE_NESTED),
    "an archive in gzip": (gzip.compress(PACKED), Reason.ARCHIVE_NESTED),
    "gzip in gzip": (gzip.compress(gzip.compress(BIRTHS)), Reason.ARCHIVE_NESTED),
    "a link": (linked(), Reason.ARCHIVE_PATH),
    "a folder": (zipped(("births/", b"")), Reason.ARCHIVE_PATH),
    "a way out": (zipped(("../../births.csv", BIRTHS)), Reason.ARCHIVE_PATH),
    "from the root": (zipped(("/births.csv", BIRTHS)), Reason.ARCHIVE_PATH),
    "a way out of Windows": (zipped(("..\\births.csv", BIRTHS)), Reason.ARCHIVE_PATH),
    "a password": (PACKED.replace(b"\x14\x00\x00\x00", b"\x14\x00\x01\x00"), Reason.ARCHIVE_LOCKED),
    "another way of packing": (zipped(("births.csv", BIRTHS), how=zipfile.ZIP_LZMA), Reason.ARCHIVE_BROKEN),
    "a later kind of zip": (PACKED.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03C"), Reason.ARCHIVE_BROKEN),
    "cut": (PACKED[:-30], Reason.ARCHIVE_BROKEN),
    "damaged": (PACKED[:60] + bytes(byte ^ 255 for byte in PACKED[60:90]) + PACKED[90:], Reason.ARCHIVE_BROKEN),
    "gzip that was cut": (gzip.compress(BIRTHS)[:-20], Reason.ARCHIVE_BROKEN),
    "empty within": (zipped(("births.csv", b"")), Reason.EMPTY),
}  # fmt: skip


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_is_more_than_one_plain_file_is_refused(name: str) -> None:
    content, reason = ARCHIVES[name]
    with pytest.raises(FeedError) as refused:
        read("births", content)
    assert refused.value.reason is reason


@pytest.mark.parametrize("bomb", ["zip", "gzip"])
def test_a_bomb_is_refused_in_seconds_and_small_memory(bomb: str) -> None:
    content = GOOD["births"] + b"\n" * 20_000_000
    found = read_apart("births", zipped(("births.csv", content)) if bomb == "zip" else gzip.compress(content, 6))
    assert found.error == Reason.ARCHIVE_BOMB
    assert found.seconds < 5
    assert found.peak_mb < 150


@pytest.mark.parametrize("code", GOOD)
def test_one_file_in_an_archive_is_read_in_every_format(code: str) -> None:
    good = GOOD[code]
    for packed in (good, zipped(("a", good)), zipped(("a", good), how=zipfile.ZIP_STORED), gzip.compress(good)):
        *_, end = read(code, packed)
        assert isinstance(end, End)
        assert end.rows == 1


def test_what_is_packed_has_the_time_of_what_is_in_it() -> None:
    """A gigabyte in an archive of fifty megabytes is as honest as one outside."""
    packed, plain = (seconds_for(50_000_000, begins) for begins in (PACKED[:10], b"<CTfile>"))
    assert packed > 5_000 > plain > 60
