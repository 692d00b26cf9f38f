"""What does one source say about one child? The canonical form that every feed format is read into (R-FEED-6).

Only what Schedule 1 allows has a place here; anything else in a delivery is dropped unread (R-FEED-8).
"""

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final, TypeVar

import msgspec

Made = TypeVar("Made")


@dataclass(frozen=True)
class Name:
    kind: str  # registry.models.NameKind
    forename: str = ""
    middle_names: str = ""
    surname: str = ""


@dataclass(frozen=True)
class Place:
    kind: str  # registry.models.AddressKind
    lines: str = ""
    town: str = ""
    postcode: str = ""
    uprn: str = ""
    from_date: date | None = None
    to_date: date | None = None
    returning: str = ""


@dataclass(frozen=True)
class CarerSaid:
    name: str
    relationship: str = ""
    parental_responsibility: bool = False
    phone: str = ""
    address: str = ""  # empty: as the child


@dataclass(frozen=True)
class SettingSaid:
    statement: str  # registry.models.Attendance.Statement
    urn: str = ""
    started_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True)
class PracticeSaid:
    ods_code: str
    started_on: date | None = None


@dataclass(frozen=True)
class ServiceSaid:
    group: str  # registry.models.Group
    service: str
    started_on: date
    organisation_name: str = ""
    contact_name: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    ended_on: date | None = None
    sensitive: bool = False
    consent_basis: str = ""
    consent_on: date | None = None
    lead: bool = False


@dataclass(frozen=True)
class CafSaid:
    completed_on: date
    holder: str


@dataclass(frozen=True)
class Assertion:
    """Everything that a source says of one child. An item that it does not speak of stays None or empty."""

    names: tuple[Name, ...] = ()
    date_of_birth: date | None = None
    birth_date_estimated: bool = False
    gender: str = ""  # registry.models.Gender
    date_of_death: date | None = None
    addresses: tuple[Place, ...] = ()
    carers: tuple[CarerSaid, ...] = ()
    settings: tuple[SettingSaid, ...] = ()
    practice: PracticeSaid | None = None
    services: tuple[ServiceSaid, ...] = ()
    caf: CafSaid | None = None
    identifiers: dict[str, tuple[str, ...]] = field(default_factory=dict)  # scheme -> values
    restricted: bool = False  # the source marks the child as one to hide: arrives shielded (R-SHIELD-9)
    withdrawn: bool = False  # the source takes back whatever it said of this child
    # Of a correction alone (R-REC-6, registry.record.pins): the items that it corrects, and what it was decided against
    corrects: tuple[str, ...] = ()
    overrules: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it: dates as ISO text, nothing that was not said."""
        return _said(self)

    @staticmethod
    def from_dict(kept: dict[str, Any]) -> "Assertion":
        """The assertion again, from `as_dict`. Raises msgspec.ValidationError."""
        return msgspec.convert(kept, Assertion)

    def as_text(self) -> str:
        """The one written form: equal for equal assertions."""
        return written(self.as_dict())

    @staticmethod
    def from_text(text: str) -> "Assertion":
        """The assertion again, from `as_text`. Raises msgspec.ValidationError."""
        return _READER.decode(text)

    def digest(self) -> bytes:
        """Equal for equal assertions, so that the same delivery twice changes nothing (R-FEED-3)."""
        return digest(self.as_text())


def written(said: dict[str, Any]) -> str:
    """An assertion's `as_dict` in its one written form."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> bytes:
    """Of the written form of an assertion."""
    return hashlib.sha256(text.encode()).digest()


def _said(value: Any) -> dict[str, Any]:
    needed = _NEEDED[type(value)]
    return {key: _plain(inner) for key, inner in vars(value).items() if inner or key in needed}


def _plain(value: Any) -> Any:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, dict) else _said(value)


def told(part: Any) -> dict[str, Any]:
    """Every field of a part in its order, with what it leaves unsaid: vars() of one that was read lacks that."""
    return {name: getattr(part, name) for name in _FIELDS[type(part)]}


def but(one: Made, **changes: Any) -> Made:
    """The same but for these fields: dataclasses.replace() in a fraction of its time."""
    made = object.__new__(type(one))
    object.__setattr__(made, "__dict__", {**vars(one), **changes})
    return made


_PARTS: Final = (Assertion, Name, Place, CarerSaid, SettingSaid, PracticeSaid, ServiceSaid, CafSaid)
_FIELDS: Final = {part: tuple(one.name for one in fields(part)) for part in _PARTS}
_NEEDED: Final = {part: {one.name for one in fields(part) if one.default is one.default_factory} for part in _PARTS}
_READER: Final = msgspec.json.Decoder(Assertion)
