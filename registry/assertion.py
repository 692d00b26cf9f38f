"""What does one source say about one child? The canonical form that every feed format is read into (R-FEED-6).

Only what Schedule 1 allows has a place here; anything else in a delivery is dropped unread (R-FEED-8).
"""

import hashlib
import json
from datetime import date
from typing import Any, Final

import msgspec


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said in one place; what is not said is not written either."""


class Name(Part, frozen=True):
    kind: str  # registry.models.NameKind
    forename: str = ""
    middle_names: str = ""
    surname: str = ""


class Place(Part, frozen=True):
    kind: str  # registry.models.AddressKind
    lines: str = ""
    town: str = ""
    postcode: str = ""
    uprn: str = ""
    from_date: date | None = None
    to_date: date | None = None
    returning: str = ""


class CarerSaid(Part, frozen=True):
    name: str
    relationship: str = ""
    parental_responsibility: bool = False
    phone: str = ""
    address: str = ""  # empty: as the child


class SettingSaid(Part, frozen=True):
    statement: str  # registry.models.Attendance.Statement
    urn: str = ""
    started_on: date | None = None
    ended_on: date | None = None


class PracticeSaid(Part, frozen=True):
    ods_code: str
    started_on: date | None = None


class ServiceSaid(Part, frozen=True):
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


class CafSaid(Part, frozen=True):
    completed_on: date
    holder: str


class Assertion(Part, frozen=True):
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
    identifiers: dict[str, tuple[str, ...]] = {}  # scheme -> values
    restricted: bool = False  # the source marks the child as one to hide: arrives shielded (R-SHIELD-9)
    withdrawn: bool = False  # the source takes back whatever it said of this child
    # Of a correction alone (R-REC-6, registry.record.pins): the items that it corrects, and what it was decided against
    corrects: tuple[str, ...] = ()
    overrules: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it: dates as ISO text, nothing that was not said."""
        kept: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return kept

    @staticmethod
    def from_dict(kept: dict[str, Any]) -> "Assertion":
        """The assertion again, from `as_dict`. Raises msgspec.ValidationError."""
        return msgspec.convert(kept, Assertion)

    def as_text(self) -> str:
        """The one written form: equal for equal assertions."""
        return written(msgspec.to_builtins(self))

    @staticmethod
    def from_text(text: str) -> "Assertion":
        """The assertion again, from `as_text`. Raises msgspec.ValidationError."""
        return _READER.decode(text)

    def digest(self) -> bytes:
        """Equal for equal assertions, so that the same delivery twice changes nothing (R-FEED-3)."""
        return digest(self.as_text())


_READER: Final = msgspec.json.Decoder(Assertion)


def written(said: dict[str, Any]) -> str:
    """An assertion's `as_dict` in its one written form."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> bytes:
    """Of the written form of an assertion."""
    return hashlib.sha256(text.encode()).digest()


but: Final = msgspec.structs.replace  # a part, but for these fields
told: Final = msgspec.structs.asdict  # every field of a part in its order, also what it leaves unsaid
