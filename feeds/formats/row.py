"""What does reading a delivery give: rows, bad rows, and the end of the file?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from feeds.reasons import Reason
from registry.assertion import Assertion


class FeedError(Exception):
    """The delivery cannot be read as a whole (R-FEED-4). Its text can be shown to a clerk."""

    def __init__(self, reason: Reason, *, line: int | None = None) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason.words if line is None else f"{reason.words} (Line {line}.)")


class BadValue(Exception):
    """One value of a row is wrong. Never holds the value."""

    def __init__(self, reason: Reason, field: str = "") -> None:
        self.reason, self.field = reason, field
        super().__init__(reason.value)


@dataclass(frozen=True)
class Row:
    """One row that can be read. `authority` is the DfE code of the area that says so, where the row names it."""

    line: int
    key: str
    as_at: datetime
    assertion: Assertion
    authority: str = ""
    dropped: tuple[str, ...] = ()  # names of fields that Schedule 1 has no place for (R-FEED-8)


@dataclass(frozen=True)
class BadRow:
    """One row that cannot be taken. It holds no value of the person (SEC-26)."""

    line: int
    code: Reason
    field: str = ""
    dropped: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        return f"{self.code.words} (Field: {self.field}.)" if self.field else self.code.words


@dataclass(frozen=True)
class End:
    """The end was reached: how many rows were read, and how many the file says that it holds (None: it does not)."""

    rows: int
    total: int | None = None


@dataclass(frozen=True)
class Reading:
    """What a reader needs to know besides the file."""

    today: date
    now: datetime = field(compare=False)


Read = Row | BadRow | End
Reader = Callable[[BinaryIO, Reading], Iterator[Read]]

LONGEST_VALUE = 4096  # characters of one cell, element or text
LONGEST_LIST = 50  # contacts, addresses, names of one child
