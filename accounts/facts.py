"""What may be kept of a message or a notice? Dates, numbers, ids and codes: never words, so never a child's name."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

Fact = date | int | UUID | StrEnum
Declared = Mapping[str, type[Fact]]

_PLAIN: Final = (date, datetime, int, UUID)


class NotDeclared(ValueError):
    """A fact that its template or kind does not declare, one that is missing, or one of another type."""


def is_plain(declared: type) -> bool:
    """Whether facts of this type can hold no words."""
    return declared in _PLAIN or issubclass(declared, StrEnum)


def kept(declared: Declared, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """As JSON keeps them. Raises NotDeclared, naming facts and not their values."""
    if wrong := sorted(declared.keys() ^ facts.keys()):
        raise NotDeclared(*wrong)
    if wrong := sorted(name for name, fact in facts.items() if type(fact) is not declared[name]):
        raise NotDeclared(*wrong)
    return {name: fact if isinstance(fact, int) else str(fact) for name, fact in facts.items()}


def read(declared: Declared, kept: Mapping[str, Any]) -> dict[str, Fact]:
    """The facts again, from `kept`."""
    return {name: _read(declared[name], fact) for name, fact in kept.items()}


def _read(kind: type[Fact], fact: Any) -> Fact:
    if issubclass(kind, date):  # a datetime too
        return kind.fromisoformat(fact)
    return kind(fact)
