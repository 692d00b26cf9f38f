"""Which rows let a search find a child?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class IndexEntry:
    child_id: UUID
    names: tuple[tuple[str, str, str], ...]  # forename, surname, kind
    birth_date: date | None
    gender: str
    postcode: str
    street: str
    school: str
    shielded: bool


def index_children(entries: Iterable[IndexEntry]) -> None:
    list(entries)
