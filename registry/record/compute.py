"""Which value is shown when several sources speak? The best ranked, then the newest; the others are kept beside it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from registry.assertion import (
    Assertion,
    CafSaid,
    CarerSaid,
    Name,
    Place,
    PracticeSaid,
    ServiceSaid,
    SettingSaid,
)
from registry.models import AddressKind, Item, NameKind

NOT_RANKED = 100
Value = TypeVar("Value")


@dataclass(frozen=True)
class Saying:
    """One source's assertion, with who said it and when."""

    source: UUID | None  # None: nobody is told who (registry.record.open_part)
    ranks: dict[str, int]  # item -> rank, the lower is believed first
    as_at: datetime
    assertion: Assertion
    stated_by: UUID | None = None


class Said(NamedTuple, Generic[Value]):
    """A value and whose it is."""

    value: Value
    by: Saying


@dataclass(frozen=True)
class Record:
    """The record as computed from everything that was said."""

    names: tuple[Said[Name], ...]
    date_of_birth: Said[Any] | None
    gender: Said[str] | None
    date_of_death: Said[Any] | None
    addresses: tuple[Said[Place], ...]
    carers: tuple[Said[CarerSaid], ...]
    settings: tuple[Said[SettingSaid], ...]
    practice: Said[PracticeSaid] | None
    services: tuple[Said[ServiceSaid], ...]
    caf: Said[CafSaid] | None
    identifiers: tuple[Said[tuple[str, str]], ...]


def compute(sayings: Iterable[Saying]) -> Record:
    """The record (pure: the same sayings in any order give the same record)."""
    said = sorted(sayings, key=lambda one: (one.as_at, one.source), reverse=True)
    return Record(
        names=_names(_ranked(said, Item.NAMES)),
        date_of_birth=_first(_ranked(said, Item.BIRTH_DATE), lambda a: a.date_of_birth),
        gender=_first(_ranked(said, Item.GENDER), lambda a: a.gender),
        date_of_death=_first(_ranked(said, Item.DEATH_DATE), lambda a: a.date_of_death),
        addresses=_addresses(_ranked(said, Item.ADDRESSES)),
        carers=_once(_each(_ranked(said, Item.CARERS), lambda a: a.carers), lambda c: _plain(c.name)),
        settings=_settings(_ranked(said, Item.SETTING)),
        practice=_first(_ranked(said, Item.PRACTICE), lambda a: a.practice),
        services=_once(_each(said, lambda a: a.services), service_key),
        caf=_first(_ranked(said, Item.CAF), lambda a: a.caf),
        identifiers=_once(_each(said, _identifiers), lambda pair: pair),
    )


def service_key(said: ServiceSaid) -> tuple[str, ...]:
    """What makes two statements the same involvement."""
    return (said.service, said.organisation_name, _plain(said.contact_name), said.started_on.isoformat())


def _ranked(said: list[Saying], item: Item) -> list[Saying]:
    """Best first; the sort is stable, so the newest of equal rank comes first."""
    return said if len(said) == 1 else sorted(said, key=lambda one: one.ranks.get(item, NOT_RANKED))


def _first(said: list[Saying], pick: Callable[[Assertion], Value | None]) -> Said[Value] | None:
    return next((Said(value, one) for one in said if (value := pick(one.assertion))), None)


def _each(said: list[Saying], pick: Callable[[Assertion], Iterable[Value]]) -> Iterator[Said[Value]]:
    return (Said(value, one) for one in said for value in pick(one.assertion))


def _once(said: Iterable[Said[Value]], key: Callable[[Value], Any]) -> tuple[Said[Value], ...]:
    """The first of each key."""
    every = tuple(said)
    if len(every) < 2:  # as nearly always
        return every
    kept: dict[Any, Said[Value]] = {}
    for one in every:
        kept.setdefault(key(one.value), one)
    return tuple(kept.values())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _names(said: list[Saying]) -> tuple[Said[Name], ...]:
    """The best source's current name; what others call the child now is a name also used."""
    everything = sorted(_each(said, lambda a: a.names), key=lambda one: _NAME_ORDER[one.value.kind])
    first, *others = _once(everything, lambda name: (_plain(name.forename), _plain(name.surname))) or (None,)
    if first is None:
        return ()
    return (_of_kind(first, NameKind.CURRENT), *(_not_current(one) for one in others))


_NAME_ORDER: dict[str, int] = {NameKind.CURRENT: 0, NameKind.ALSO_USED: 1, NameKind.FORMER: 2}


def _of_kind(one: Said[Name], kind: NameKind) -> Said[Name]:
    return one if one.value.kind == kind else Said(replace(one.value, kind=kind), one.by)


def _not_current(one: Said[Name]) -> Said[Name]:
    return _of_kind(one, NameKind.ALSO_USED) if one.value.kind == NameKind.CURRENT else one


def _addresses(said: list[Saying]) -> tuple[Said[Place], ...]:
    """One place now; where other sources believe the child lives is kept as a former address."""
    everything = sorted(_each(said, lambda a: a.addresses), key=lambda one: one.value.kind == AddressKind.FORMER)
    once = _once(everything, lambda place: (_plain(place.lines), place.postcode or place.kind))
    now = once[:1] if once and once[0].value.kind != AddressKind.FORMER else ()
    before = (one for one in once[len(now) :] if one.value.lines or one.value.postcode)
    return (*now, *(_left(one) for one in before))


def _left(one: Said[Place]) -> Said[Place]:
    return Said(replace(one.value, kind=AddressKind.FORMER), one.by)


def _settings(said: list[Saying]) -> tuple[Said[SettingSaid], ...]:
    """All that the best speaking source says of schools: its history belongs together."""
    best = next((one for one in said if one.assertion.settings), None)
    return tuple(Said(value, best) for value in best.assertion.settings) if best else ()


def _identifiers(assertion: Assertion) -> Iterator[tuple[str, str]]:
    return ((scheme, value) for scheme, values in assertion.identifiers.items() for value in values)
