"""How does each value of an item read, whoever said so, and which value of the record is one that was reported?

The words are those under which a page shows the value (registry.fields): a report is found again by them.
"""

from collections.abc import Callable, Iterable
from datetime import date
from operator import itemgetter
from typing import Any, Final

from registry.assertion import Assertion, CarerSaid, Name, Place, PracticeSaid, SettingSaid
from registry.models import AddressKind, Attendance, EducationalSetting, Gender, Item, Practice, Returning
from registry.particulars import birth, day, full_name
from registry.record.compute import Record

Value = Name | Place | CarerSaid | SettingSaid | PracticeSaid | tuple[str, str] | date | str


def _place(one: Place) -> str:
    written = ", ".join(part for part in (one.lines, one.town, one.postcode) if part)
    returning = str(Returning(one.returning).label) if one.returning else ""
    return ", ".join(filter(None, (str(AddressKind(one.kind).label), written or returning)))


def _setting(one: SettingSaid) -> str:
    if one.urn:
        name = EducationalSetting.objects.filter(urn=one.urn).values_list("name", flat=True).first()
        return name or one.urn
    return str(Attendance.Statement(one.statement).label)


def _practice(one: PracticeSaid) -> str:
    name = Practice.objects.filter(ods_code=one.ods_code).values_list("name", flat=True).first()
    return name or one.ods_code


def is_school(urn: str) -> bool:
    return EducationalSetting.objects.filter(urn=urn).exists()


def is_practice(ods_code: str) -> bool:
    return Practice.objects.filter(ods_code=ods_code).exists()


_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    Item.NAMES: full_name,
    Item.BIRTH_DATE: day,
    Item.GENDER: lambda code: str(Gender(code).label),
    Item.DEATH_DATE: day,
    Item.ADDRESSES: _place,
    Item.CARERS: lambda one: one.name,
    Item.SETTING: _setting,
    Item.PRACTICE: _practice,
    Item.IDENTIFIERS: itemgetter(1),
}
_MANY: Final[dict[str, str]] = {
    Item.NAMES: "names",
    Item.ADDRESSES: "addresses",
    Item.CARERS: "carers",
    Item.SETTING: "settings",
    Item.IDENTIFIERS: "identifiers",
}
_ONE: Final[dict[str, str]] = {
    Item.BIRTH_DATE: "date_of_birth",
    Item.GENDER: "gender",
    Item.DEATH_DATE: "date_of_death",
    Item.PRACTICE: "practice",
}


def in_record(item: str, record: Record) -> list[tuple[str, Value]]:
    """The values of an item as the record has them now, each with its words."""
    if item in _MANY:
        return [(_WORDS[item](one.value), one.value) for one in getattr(record, _MANY[item])]
    said = getattr(record, _ONE[item])
    if said is None:
        return []
    if item == Item.BIRTH_DATE:
        return [(birth(said.value, estimated=said.by.assertion.birth_date_estimated), said.value)]
    return [(_WORDS[item](said.value), said.value)]


def in_statement(item: str, said: Assertion) -> list[str]:
    """What one source says of an item, in words; a carer with all that is said of them."""
    if item == Item.BIRTH_DATE:
        return [birth(said.date_of_birth, estimated=said.birth_date_estimated)] if said.date_of_birth else []
    if item == Item.CARERS:
        return [_whole_carer(one) for one in said.carers]
    if item == Item.IDENTIFIERS:
        return [value for values in said.identifiers.values() for value in values]
    if item not in _WORDS:
        return []
    every: Iterable[Any] = getattr(said, _MANY[item]) if item in _MANY else (getattr(said, _ONE[item]),)
    return [_WORDS[item](one) for one in every if one]


def _whole_carer(one: CarerSaid) -> str:
    responsible = "parental responsibility" if one.parental_responsibility else ""
    return ", ".join(filter(None, (one.name, one.relationship, responsible, one.phone, one.address)))
