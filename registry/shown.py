"""What may be shown of a child: frozen, already redacted. Pages, API, files and mail get these and never a model."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from registry.number import shown


@dataclass(frozen=True)
class Origin:
    """Who gave a value, and when it was true (Schedule 1 item 15)."""

    said_by: str
    as_at: datetime


@dataclass(frozen=True)
class Contact:
    """Somebody who works with the child, and how to reach them."""

    group: str
    service: str
    organisation: str
    name: str
    role: str
    phone: str
    email: str
    since: date | None
    ended_on: date | None
    confirmed_at: datetime
    said_by: str
    may_be_out_of_date: bool
    leads: bool
    involvement: UUID | None = None
    can_end: bool = False  # the viewer recorded it for a colleague (S-19)
    item: str = "services"  # registry.models.Item: under which it can be reported as wrong


@dataclass(frozen=True)
class ShownName:
    kind: str
    name: str
    origin: Origin


@dataclass(frozen=True)
class ShownPlace:
    kind: str
    address: str
    origin: Origin


@dataclass(frozen=True)
class ShownCarer:
    name: str
    relationship: str
    parental_responsibility: bool
    phone: str
    address: str
    origin: Origin


@dataclass(frozen=True)
class ShownValue:
    """One value that the record has once: its label, what it says, who said so."""

    label: str
    value: str
    origin: Origin | None
    item: str = ""


@dataclass(frozen=True)
class Flag:
    """Somebody has reported this value as wrong (R-REC-6); `field` is a token of it (registry.fields)."""

    field: str
    on: date


@dataclass(frozen=True)
class OwnInvolvement:
    """The viewer's own open involvement, seen by the viewer alone when the service is sensitive."""

    id: UUID
    service: str
    role: str
    since: date
    confirmed_at: datetime
    to_confirm: bool  # R-INV-6
    sensitive: bool


@dataclass(frozen=True)
class Hit:
    """One child in a list, in the fewest facts that tell children apart (R-SEARCH-2)."""

    child: UUID
    name: str
    other_names: tuple[str, ...]
    date_of_birth: date | None
    birth_date_estimated: bool
    gender: str
    postcode_district: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class MyChild:
    """A child whom the viewer works with, and as what (R-INV-5)."""

    hit: Hit
    own: OwnInvolvement


@dataclass(frozen=True)
class Team:
    """Whom to ask: always the viewer's own organisation's team (R-SHIELD-1)."""

    organisation: str
    phone: str
    phone_out_of_hours: str
    email: str


@dataclass(frozen=True)
class LookedAt:
    """A record about which somebody asks who looked at it. `hidden`: no organisation may be told (R-SHIELD-8)."""

    number: str
    hidden: bool

    def organisation(self, name: str) -> str:
        """As it may be told: empty where it would say where a shielded child is."""
        return "" if self.hidden else name


@dataclass(frozen=True)
class Heading:
    """What stands above every record, and all that some records show."""

    child: UUID
    number: str
    name: str
    date_of_birth: date | None
    birth_date_estimated: bool
    gender: str
    reason: str
    reason_words: str
    last_opened: date | None = None  # by the same person, on a day before

    @property
    def reference(self) -> str:
        """The number as a person reads it (R-REC-1)."""
        return shown(self.number)


@dataclass(frozen=True)
class Sight:
    """By which special right a record is seen whole; such a record is read and not changed (R-SHIELD-5)."""

    by: Literal["officer", "override"]
    override: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class BriefRecord:
    """All that is shown of some children: ask your own team (R-SHIELD-1)."""

    heading: Heading
    carers: tuple[str, ...]
    team: Team
    can_override: bool
    other_names: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class FullRecord:
    heading: Heading
    unconfirmed: bool
    contacts: tuple[Contact, ...]
    past_contacts: tuple[Contact, ...]
    lead: Contact | None
    lead_since: date | None
    caf: ShownValue | None
    details: tuple[ShownValue, ...]
    names: tuple[ShownName, ...]
    places: tuple[ShownPlace, ...]
    carers: tuple[ShownCarer, ...]
    identifiers: tuple[ShownValue, ...]
    own: OwnInvolvement | None
    team: Team
    sight: Sight | None = None
    flags: tuple[Flag, ...] = ()
