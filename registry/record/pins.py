"""What was corrected by a person, and what of other statements counts beside it? Nothing (R-REC-6, docs/adr/0015).

A correction is a statement like any other, which says of one item all that is to be said: no source is heard of that
item any more, whatever its rank and however new. What sources say against it is looked for here, and decided by a
person (registry.record.objecting).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from registry.assertion import Assertion, CarerSaid, Place, SettingSaid, but, told
from registry.matching.described import SERIES
from registry.models import AddressKind, Gender, Item, NameKind
from registry.record.saying import Saying, plain

# The items that can be corrected, each with what of a statement speaks of it.
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    Item.NAMES: ("names",),
    Item.BIRTH_DATE: ("date_of_birth", "birth_date_estimated"),
    Item.GENDER: ("gender",),
    Item.DEATH_DATE: ("date_of_death",),
    Item.ADDRESSES: ("addresses",),
    Item.CARERS: ("carers",),
    Item.SETTING: ("settings",),
    Item.PRACTICE: ("practice",),
    Item.IDENTIFIERS: ("identifiers",),  # of the series that was corrected alone
}
_NOTHING: Final = told(Assertion())


class Objection(NamedTuple):
    """A source says something else of a corrected item; `said` in the one form in which it is remembered."""

    item: str
    said: str
    by: Saying


def without_overruled(said: list[Saying]) -> list[Saying]:
    """The same, the newest first, without what they say of items that were corrected."""
    pins = _pins(said)
    return [_stripped(one, pins) for one in said] if pins else said


def is_corrected(said: Iterable[Saying]) -> bool:
    return any(one.assertion.corrects for one in said)


def _pins(said: list[Saying]) -> dict[str, Saying]:
    """By item the newest correction: two records that were merged may bring one each."""
    pins: dict[str, Saying] = {}
    for one in said:
        for item in one.assertion.corrects:
            pins.setdefault(item, one)
    return pins


def _stripped(one: Saying, pins: Mapping[str, Saying]) -> Saying:
    overruled = {name: pin for item, pin in pins.items() if pin is not one for name in FIELDS[item]}
    left = {name: _left(name, one.assertion, pin.assertion) for name, pin in overruled.items()}
    return replace(one, assertion=but(one.assertion, **left))


def _left(name: str, said: Assertion, pin: Assertion) -> Any:
    if name != "identifiers":
        return _NOTHING[name]
    pinned = _series(pin)
    return {scheme: values for scheme, values in said.identifiers.items() if series_of(scheme) not in pinned}


def series_of(scheme: str) -> str:
    """A number is no other one because it is called a former one."""
    return SERIES.get(scheme, scheme)


def _series(pin: Assertion) -> set[str]:
    """Of which a correction says all that is to be said, if it is that there is none."""
    return set(map(series_of, pin.identifiers))


def objections(said: Iterable[Saying]) -> list[Objection]:
    """What sources say of one child against its corrections, and no person has decided yet."""
    newest_first = sorted(said, key=lambda one: (one.as_at, str(one.source)), reverse=True)
    sources = [one for one in newest_first if not one.assertion.corrects]
    found: list[Objection] = []
    for item, pin in _pins(newest_first).items():
        decided = overruled_before(newest_first, item)
        against = ((one, against_correction(item, one.assertion, pin.assertion)) for one in sources)
        found += [Objection(item, words, one) for one, words in against if words and words not in decided]
    return found


def overruled_before(said: Iterable[Saying], item: str) -> set[str]:
    """What persons have decided against, of this item."""
    pins = (one.assertion for one in said if item in one.assertion.corrects)
    return {words for pin in pins for words in pin.overrules}


def against_correction(item: str, said: Assertion, pin: Assertion) -> str:
    """What the statement says against the correction, in one form; empty where it says nothing against it."""
    return _AGAINST[item](said, pin)


def _name(said: Assertion, pin: Assertion) -> str:
    """What a child is called now; a name that was kept as one also used is none against it."""
    now = next((one for one in said.names if one.kind == NameKind.CURRENT), None)
    known = {(plain(one.forename), plain(one.surname)) for one in pin.names}
    if now is None or (plain(now.forename), plain(now.surname)) in known:
        return ""
    return f"{plain(now.forename)} {plain(now.surname)}"


def _birth(said: Assertion, pin: Assertion) -> str:
    """An estimate in the same year is none against a day."""
    born, right = said.date_of_birth, pin.date_of_birth
    if born is None or born == right or (said.birth_date_estimated and right and born.year == right.year):
        return ""
    return born.isoformat()


def _gender(said: Assertion, pin: Assertion) -> str:
    return "" if said.gender in ("", Gender.NOT_SPECIFIED, pin.gender) else said.gender


def _death(said: Assertion, pin: Assertion) -> str:
    return said.date_of_death.isoformat() if said.date_of_death and said.date_of_death != pin.date_of_death else ""


def _address(said: Assertion, pin: Assertion) -> str:
    """Where a child lives now, not where it lived."""
    now, right = _home(said), _home(pin)
    return "" if now in ("", right) else now


def _home(said: Assertion) -> str:
    return next((_place(one) for one in said.addresses if one.kind != AddressKind.FORMER), "")


def _place(one: Place) -> str:
    return f"{plain(one.lines)} {one.postcode or one.kind}".strip()


def _carers(said: Assertion, pin: Assertion) -> str:
    """Those whom the correction does not know so; what a statement leaves out is none against it."""
    unknown = [one for one in said.carers if not any(_same_carer(one, other) for other in pin.carers)]
    return " / ".join(sorted(plain(" ".join(map(str, filter(None, told(one).values())))) for one in unknown))


def _same_carer(one: CarerSaid, other: CarerSaid) -> bool:
    said = {name: value for name, value in told(one).items() if value}
    return all(plain(str(value)) == plain(str(getattr(other, name))) for name, value in said.items())


def _setting(said: Assertion, pin: Assertion) -> str:
    known = {_school(one) for one in pin.settings if one.ended_on is None}
    now = {_school(one) for one in said.settings if one.ended_on is None}
    return " ".join(sorted(now - known))


def _school(one: SettingSaid) -> str:
    return one.urn or one.statement


def _practice(said: Assertion, pin: Assertion) -> str:
    code = said.practice.ods_code if said.practice else ""
    return "" if pin.practice and code == pin.practice.ods_code else code


def _numbers(said: Assertion, pin: Assertion) -> str:
    pinned = _series(pin)
    right = {(series_of(scheme), value) for scheme, values in pin.identifiers.items() for value in values}
    numbers = ((scheme, value) for scheme, values in said.identifiers.items() for value in values)
    unknown = {f"{scheme} {value}" for scheme, value in numbers if (series_of(scheme), value) not in right}
    return " / ".join(sorted(one for one in unknown if series_of(one.partition(" ")[0]) in pinned))


_AGAINST: Final[dict[str, Callable[[Assertion, Assertion], str]]] = {
    Item.NAMES: _name,
    Item.BIRTH_DATE: _birth,
    Item.GENDER: _gender,
    Item.DEATH_DATE: _death,
    Item.ADDRESSES: _address,
    Item.CARERS: _carers,
    Item.SETTING: _setting,
    Item.PRACTICE: _practice,
    Item.IDENTIFIERS: _numbers,
}


def correction_of_numbers(numbers: Iterable[tuple[str, str]], *, schemes: Iterable[str]) -> Assertion:
    """The statement that these are all numbers of the series of these schemes: no other series is spoken of."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(schemes, ())
    pinned = set(map(series_of, found))
    for scheme, value in numbers:
        if series_of(scheme) in pinned:
            found[scheme] = (*found.get(scheme, ()), value)
    return Assertion(corrects=(str(Item.IDENTIFIERS),), identifiers=found)


def correction(item: str, values: Iterable[Any], *, estimated: bool = False) -> Assertion:
    """The statement that these are all values of the item; none of them: there is nothing to say of it."""
    those = tuple(values)
    first = FIELDS[item][0]
    said: dict[str, Any] = {first: those if isinstance(_NOTHING[first], tuple) else next(iter(those), _NOTHING[first])}
    if estimated:
        said["birth_date_estimated"] = True
    return Assertion(corrects=(str(item),), **said)
