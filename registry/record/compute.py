"""Which value is shown when several sources speak? The best ranked, then the newest; the others are kept beside it.

What was corrected stands alone (registry.record.pins).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from registry.assertion import (
    Assertion,
    CafSaid,
    CarerSaid,
    Name,
    Place,
    PracticeSaid,
    ServiceSaid,
    SettingSaid,
    but,
)
from registry.models import AddressKind, Item, NameKind
from registry.record.pins import without_overruled
from registry.record.saying import Saying, plain

NOT_RANKED = 100
Value = TypeVar("Value")


class Said(NamedTuple, Generic[Value]):
    """A value and whose it is."""

    value: Value
    by: Saying


class Record(NamedTuple):
    """The record as computed from everything that was said."""

    names: tuple[Said[Name], ...]
    date_of_birth: Said[date] | None
    gender: Said[str] | None
    date_of_death: Said[date] | None
    addresses: tuple[Said[Place], ...]
    carers: tuple[Said[CarerSaid], ...]
    settings: tuple[Said[SettingSaid], ...]
    practice: Said[PracticeSaid] | None
    services: tuple[Said[ServiceSaid], ...]
    caf: Said[CafSaid] | None
    identifiers: tuple[Said[tuple[str, str]], ...]


def compute(sayings: Iterable[Saying]) -> Record:
    """The record (pure: the same sayings in any order give the same record)."""
    said = list(sayings)
    if len(said) > 1:
        said.sort(key=_newness, reverse=True)
        said = without_overruled(said)
    return Record(
        _names(said),
        _first(said, Item.BIRTH_DATE, _born),
        _first(said, Item.GENDER, _gender),
        _first(said, Item.DEATH_DATE, _died),
        _addresses(said),
        _once(_each(_speaking(said, Item.CARERS, _carers), _carers), lambda carer: plain(carer.name)),
        _settings(said),
        _first(said, Item.PRACTICE, _practice),
        _once(_each(said, _services), service_key),
        _first(said, Item.CAF, _caf),
        _once([Said(pair, one) for one in said for pair in _identifiers(one.assertion)], lambda pair: pair),
    )


_newness = attrgetter("as_at", "source")
_born, _gender, _died = attrgetter("date_of_birth"), attrgetter("gender"), attrgetter("date_of_death")
_practice, _services, _caf = attrgetter("practice"), attrgetter("services"), attrgetter("caf")
_named, _placed, _carers, _schooled = map(attrgetter, ("names", "addresses", "carers", "settings"))


def service_key(said: ServiceSaid) -> tuple[str, ...]:
    """What makes two statements the same involvement."""
    return (said.service, said.organisation_name, plain(said.contact_name), said.started_on.isoformat())


def _speaking(said: list[Saying], item: Item, pick: Callable[[Assertion], Any]) -> list[Saying]:
    """Who says anything of an item, best first; the sort is stable, so the newest of equal rank comes first."""
    if len(said) == 1:  # as of every new child
        return said if pick(said[0].assertion) else []
    speaking = [one for one in said if pick(one.assertion)]
    if len(speaking) > 1:
        speaking.sort(key=lambda one: one.ranks.get(item, NOT_RANKED))
    return speaking


def _first(said: list[Saying], item: Item, pick: Callable[[Assertion], Any]) -> Said[Any] | None:
    speaking = _speaking(said, item, pick)
    return Said(pick(speaking[0].assertion), speaking[0]) if speaking else None


def _each(said: list[Saying], pick: Callable[[Assertion], Iterable[Any]]) -> list[Said[Any]]:
    return [Said(value, one) for one in said for value in pick(one.assertion)]


def _once(every: list[Said[Value]], key: Callable[[Value], Any]) -> tuple[Said[Value], ...]:
    """The first of each key."""
    if len(every) < 2:  # as nearly always
        return tuple(every)
    kept: dict[Any, Said[Value]] = {}
    for one in every:
        kept.setdefault(key(one.value), one)
    return tuple(kept.values())


def _names(said: list[Saying]) -> tuple[Said[Name], ...]:
    """The best source's current name; what others call the child now is a name also used."""
    everything = _each(_speaking(said, Item.NAMES, _named), _named)
    if len(everything) > 1:
        everything.sort(key=lambda one: _NAME_ORDER[one.value.kind])
    first, *others = _once(everything, lambda name: (plain(name.forename), plain(name.surname))) or (None,)
    if first is None:
        return ()
    return (_of_kind(first, NameKind.CURRENT), *(_not_current(one) for one in others))


_NAME_ORDER: dict[str, int] = {NameKind.CURRENT: 0, NameKind.ALSO_USED: 1, NameKind.FORMER: 2}


def _of_kind(one: Said[Name], kind: NameKind) -> Said[Name]:
    return one if one.value.kind == kind else Said(but(one.value, kind=kind), one.by)


def _not_current(one: Said[Name]) -> Said[Name]:
    return _of_kind(one, NameKind.ALSO_USED) if one.value.kind == NameKind.CURRENT else one


def _addresses(said: list[Saying]) -> tuple[Said[Place], ...]:
    """One place now; where other sources believe the child lives is kept as a former address."""
    everything = _each(_speaking(said, Item.ADDRESSES, _placed), _placed)
    if len(everything) > 1:
        everything.sort(key=lambda one: one.value.kind == AddressKind.FORMER)
    once = _once(everything, lambda place: (plain(place.lines), place.postcode or place.kind))
    now = once[:1] if once and once[0].value.kind != AddressKind.FORMER else ()
    before = [one for one in once[len(now) :] if one.value.lines or one.value.postcode]
    return (*now, *(_left(one) for one in before))


def _left(one: Said[Place]) -> Said[Place]:
    return Said(but(one.value, kind=AddressKind.FORMER), one.by)


def _settings(said: list[Saying]) -> tuple[Said[SettingSaid], ...]:
    """All that the best speaking source says of schools: its history belongs together."""
    speaking = _speaking(said, Item.SETTING, _schooled)
    return tuple(_each(speaking[:1], _schooled))


def _identifiers(assertion: Assertion) -> Iterator[tuple[str, str]]:
    return ((scheme, value) for scheme, values in assertion.identifiers.items() for value in values)
