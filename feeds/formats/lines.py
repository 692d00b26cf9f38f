"""How is a file of lines read with flat memory, whoever made it?"""

from collections.abc import Iterator
from typing import BinaryIO

from feeds.formats.row import FeedError
from feeds.reasons import Reason

LONGEST_LINE = 1_000_000  # bytes
BYTE_ORDER_MARK = "\ufeff"


def lines(stream: BinaryIO) -> Iterator[str]:
    """Each line with its end, as strict UTF-8; a byte order mark is let pass. Raises FeedError."""
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            raise FeedError(Reason.WRONG_FORMAT, line=number)
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise FeedError(Reason.ENC_INVALID, line=number) from error
        yield line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
    if number == 0:
        raise FeedError(Reason.EMPTY)
