"""What does a view hand to the components that show more than a word?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString

Shown = str | SafeString


@dataclass(frozen=True)
class Place:
    """An entry of the menu; at most five of them."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Action:
    """A link beside a value; `about` is read aloud and not seen: "Change" + "date of birth"."""

    label: str
    url: str
    about: str


@dataclass(frozen=True)
class Row:
    """A line of a summary list."""

    key: str
    value: Shown
    actions: Sequence[Action] = ()


@dataclass(frozen=True)
class ContactRow:
    """Somebody who works with a child, or who can reach one who does."""

    service: str
    name: str
    role: str = ""
    organisation: str = ""
    telephones: Sequence[str] = ()
    email: str = ""
    since: date | None = None
    until: date | None = None
    confirmed_on: date | None = None
    confirmed_by: str = ""
    may_be_out_of_date: bool = False
    reported_on: date | None = None  # somebody said that it is wrong
    actions: Sequence[Action] = ()


@dataclass(frozen=True)
class Event:
    """One entry of a timeline; `at` is a date where no time of day is known."""

    title: str
    by: str
    at: date | datetime
    text: Shown = ""


@dataclass(frozen=True)
class Table:
    """Columns by name, and rows with as many cells; the first cell of a row is its header."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Shown]]
    numeric: Sequence[str] = ()
    hide_caption: bool = False
