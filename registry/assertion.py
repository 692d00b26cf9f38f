"""What does one source say about one child? The canonical form that every feed format is read into (R-FEED-6).

Only what Schedule 1 allows has a place here; anything else in a delivery is dropped unread (R-FEED-8).
"""

import hashlib
import json
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any, Self, TypeVar

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
    organisation_name: str
    started_on: date
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

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """The assertion again, from `as_dict`."""
        return _made(cls, {**_UNSAID, "identifiers": {}, **{key: _READ[key](value) for key, value in kept.items()}})

    def as_text(self) -> str:
        """The one written form: equal for equal assertions."""
        return written(self.as_dict())

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The assertion again, from `as_text`."""
        return cls.from_dict(json.loads(text))

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
    return {key: _plain(inner) for key, inner in vars(value).items() if inner}


def _plain(value: Any) -> Any:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, dict) else _said(value)


def _rows(kind: Any) -> Any:
    read = _row(kind)
    return lambda rows: tuple(map(read, rows))


def _row(kind: Any) -> Any:
    dates = {name for name, annotation in kind.__annotations__.items() if "date" in str(annotation)}
    unsaid = _unsaid(kind)
    return lambda row: _made(
        kind,
        {**unsaid, **row}
        if dates.isdisjoint(row)
        else {**unsaid, **{k: date.fromisoformat(v) if k in dates else v for k, v in row.items()}},
    )


def _unsaid(kind: Any) -> dict[str, Any]:
    """What is not written down: the default, or an empty text."""
    return {
        part.name: "" if part.default is MISSING else part.default
        for part in fields(kind)
        if part.default_factory is MISSING
    }


def _made(kind: type[Made], values: dict[str, Any]) -> Made:
    """A frozen dataclass whose fields these are from now on, in a fraction of the time of its own __init__."""
    one = object.__new__(kind)
    object.__setattr__(one, "__dict__", values)
    return one


def but(one: Made, **changes: Any) -> Made:
    """The same but for these fields: dataclasses.replace() in a fraction of its time."""
    return _made(type(one), {**vars(one), **changes})


def _same(value: Any) -> Any:
    return value


_UNSAID = _unsaid(Assertion)
_READ: dict[str, Any] = {
    "names": _rows(Name),
    "date_of_birth": date.fromisoformat,
    "birth_date_estimated": _same,
    "gender": _same,
    "date_of_death": date.fromisoformat,
    "addresses": _rows(Place),
    "carers": _rows(CarerSaid),
    "settings": _rows(SettingSaid),
    "practice": _row(PracticeSaid),
    "services": _rows(ServiceSaid),
    "caf": _row(CafSaid),
    "identifiers": lambda found: {scheme: tuple(values) for scheme, values in found.items()},
    "restricted": _same,
    "withdrawn": _same,
    "corrects": tuple,
    "overrules": tuple,
}
