"""Is the delivery packed, and what is in it? One file, unpacked as it is read and never onto a disk (SEC-23)."""

import stat
import zlib
from gzip import GzipFile
from io import BufferedReader, BytesIO, RawIOBase
from typing import IO, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from feeds.formats.row import FeedError
from feeds.reasons import Reason

ZIP: Final = b"PK\x03\x04"
EMPTY_ZIP: Final = b"PK\x05\x06"
GZIP: Final = b"\x1f\x8b"
LARGEST: Final = 100_000_000  # bytes of a zip, which has its table of contents at the end and so is held whole
RATIO: Final = 100  # unpacked to packed; honest files stay below 40
FREE: Final = 1_000_000  # bytes that a small archive may always unpack to
UNPACKED: Final = 4_000_000_000  # bytes
ENCRYPTED: Final = 0x1
ONE_SHEET: Final = "[Content_Types].xml"  # a workbook is an archive too, and is read as what it is


def is_packed(first: bytes) -> bool:
    """Whether a file that begins so holds another, and more than its own size."""
    return first.startswith((ZIP, EMPTY_ZIP, GZIP))


def opened(stream: BufferedReader) -> BinaryIO:
    """What an archive holds; anything else as it is. Raises FeedError, also while what it gives back is read."""
    first = stream.peek(4)[:4]
    if first.startswith((ZIP, EMPTY_ZIP)):
        return _unzipped(stream)
    if first.startswith(GZIP):
        packed = _Counted(stream)
        return _guarded(_Unpacked(GzipFile(fileobj=packed), packed))  # type: ignore[arg-type]
    return stream


def _unzipped(stream: BinaryIO) -> BinaryIO:
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise FeedError(Reason.ARCHIVE_LARGE)
    try:
        archive = ZipFile(BytesIO(content))
    except (BadZipFile, ValueError, OverflowError, NotImplementedError) as error:  # the last: of a later kind of zip
        raise FeedError(Reason.ARCHIVE_BROKEN) from error
    members = archive.infolist()
    if any(member.filename == ONE_SHEET for member in members):
        return BytesIO(content)
    if len(members) != 1:
        raise FeedError(Reason.ARCHIVE_MANY)
    _check(members[0])
    try:
        return _guarded(_Unpacked(archive.open(members[0]), _Counted(BytesIO(), len(content))))
    except (BadZipFile, ValueError, NotImplementedError, RuntimeError) as error:
        raise FeedError(Reason.ARCHIVE_BROKEN) from error


def _check(member: ZipInfo) -> None:
    """What is packed is a plain file under a plain name: nothing that would matter if it were written down."""
    name = member.orig_filename
    if (
        member.filename.endswith("/")  # is_dir() breaks on an empty name
        or stat.S_ISLNK(member.external_attr >> 16)
        or set(name) & set("/\\:\0")
        or name in ("", ".", "..")
    ):
        raise FeedError(Reason.ARCHIVE_PATH)
    if member.flag_bits & ENCRYPTED:
        raise FeedError(Reason.ARCHIVE_LOCKED)
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FeedError(Reason.ARCHIVE_BROKEN)


class _Counted(RawIOBase):
    """A stream that knows how much of it was taken."""

    def __init__(self, stream: BinaryIO, taken: int = 0) -> None:
        self.stream, self.taken = stream, taken

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        some = self.stream.read(size)
        self.taken += len(some)
        return some


class _Unpacked(RawIOBase):
    """What comes out of an archive, for as long as it is no more than an honest one holds."""

    def __init__(self, inside: IO[bytes], packed: _Counted) -> None:
        self.inside, self.packed, self.given = inside, packed, 0

    def readable(self) -> bool:
        return True

    def readinto(self, room: memoryview) -> int:  # type: ignore[override]
        try:
            some = self.inside.read(min(len(room), 1 << 16))
        except (BadZipFile, zlib.error, EOFError, OSError) as error:
            raise FeedError(Reason.ARCHIVE_BROKEN) from error
        self.given += len(some)
        if self.given > UNPACKED or self.given > max(RATIO * self.packed.taken, FREE):
            raise FeedError(Reason.ARCHIVE_BOMB)
        room[: len(some)] = some
        return len(some)


def _guarded(unpacked: _Unpacked) -> BinaryIO:
    inside = BufferedReader(unpacked)
    if is_packed(inside.peek(4)[:4]):
        raise FeedError(Reason.ARCHIVE_NESTED)
    return inside
