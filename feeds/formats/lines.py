"""How is a file of lines read with flat memory, whoever made it and in whichever letters?"""

import codecs
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from feeds.formats.row import FeedError
from feeds.reasons import Reason

LONGEST_LINE = 1_000_000  # bytes
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WINDOWS = "windows-1252"  # what spreadsheets of councils write; ISO-8859-1 but for what no name holds


def lines(stream: BinaryIO, *, otherwise: str = "") -> Iterator[str]:
    """Each line with its end. Raises FeedError.

    Strict UTF-8, with a byte order mark or without; UTF-16 only with one. `otherwise` names what a format also takes:
    from the first line that is not UTF-8, provided that no line before it held more than ASCII.
    """
    first = stream.readline(LONGEST_LINE + 1)
    if not first:
        raise FeedError(Reason.EMPTY)
    if first.startswith(UTF_16):
        return _wide(first, stream)
    return _narrow(first, stream, otherwise)


def _narrow(first: bytes, stream: BinaryIO, otherwise: str) -> Iterator[str]:
    encoding, number, raw = "utf-8", 1, first.removeprefix(codecs.BOM_UTF8)
    while raw:
        if len(raw) > LONGEST_LINE:
            raise FeedError(Reason.LINE_TOO_LONG, line=number)
        try:
            line = raw.decode(encoding)
        except UnicodeDecodeError as error:
            if not otherwise or encoding == otherwise:
                raise FeedError(Reason.ENC_INVALID, line=number) from error
            encoding = otherwise
            continue
        if otherwise and not raw.isascii():
            otherwise = encoding  # decided: what comes now has to be the same
        yield line
        number += 1
        raw = stream.readline(LONGEST_LINE + 1)


class _After:
    """The first bytes, which were looked at, before the rest of the stream."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        self.first, self.stream = first, stream

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    closed = False

    def read1(self, size: int = -1) -> bytes:
        first, self.first = self.first, b""
        return first or self.stream.read(size)

    read = read1


def _wide(first: bytes, stream: BinaryIO) -> Iterator[str]:
    text = TextIOWrapper(_After(first, stream), encoding="utf-16", newline="\n")  # type: ignore[type-var]
    number = 0
    try:
        while line := text.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise FeedError(Reason.LINE_TOO_LONG, line=number)
            yield line
    except UnicodeDecodeError as error:
        raise FeedError(Reason.ENC_INVALID, line=number + 1) from error
