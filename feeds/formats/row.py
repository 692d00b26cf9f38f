"""What does reading a delivery give: rows, bad rows, and the end of the file?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import date, datetime
from typing import Any, BinaryIO

from feeds.reasons import Reason
from registry.assertion import Assertion

Raw = dict[str, str]  # a row as flat cells: where -> text (feeds.formats.raw)


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
    """One row that cannot be taken. Its code and field hold no value of the person (SEC-26).

    `raw` does: the row as it came, as far as Schedule 1 has a place for it, so that a person can put it right. It is
    sealed at once and shown to nobody else. Empty: the row cannot be put right here, and must be sent again.
    """

    line: int
    code: Reason
    field: str = ""
    dropped: tuple[str, ...] = ()
    raw: Raw = field_(default_factory=dict, repr=False)

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
    now: datetime = field_(compare=False)
    as_at: datetime | None = None  # how old the delivery says it is; None: as it came in
    authorities: frozenset[str] | None = None  # DfE codes that are known; None: not asked
    mapping: Any = None  # of the format `table`, as its source keeps it (feeds.formats.mapping)

    @property
    def said_at(self) -> datetime:
        """How old a row is that does not say so itself."""
        return min(self.as_at or self.now, self.now)


Read = Row | BadRow | End
Reader = Callable[[BinaryIO, Reading], Iterator[Read]]


@dataclass(frozen=True)
class Format:
    """One format: how a file of it is read, and how one of its rows is read again after a person put it right."""

    read: Reader
    again: Callable[[Raw, int, Reading], Row | BadRow]


LONGEST_VALUE = 4096  # characters of one cell, element or text
LONGEST_LIST = 50  # contacts, addresses, names of one child
