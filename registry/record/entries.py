"""By what is a record found, and matched? A shielded child's rows hold no place at all (R-SHIELD-2)."""

from operator import itemgetter
from typing import Any
from uuid import UUID

from registry.assertion import Place
from registry.index import IndexEntry
from registry.matching.described import Described, identifying, of_now, parties_of
from registry.matching.party import Party
from registry.models import AddressKind, Gender
from registry.record.compute import Record


def found_by(record: Record) -> tuple[Any, ...]:
    """What search and matching look at, whoever said so."""
    lists = (record.names, record.addresses, record.settings, record.identifiers)
    ones = (record.date_of_birth, record.gender)
    return (*(tuple(map(_value, many)) for many in lists), *(said and said.value for said in ones))


_value = itemgetter(0)  # of a Said


def index_entry(child: UUID, record: Record, *, shielded: bool = False) -> IndexEntry:
    """What can be searched of this child."""
    home = None if shielded else _home(record)
    return IndexEntry(
        child_id=child,
        names=tuple([(name.forename, name.surname, name.kind) for name, _ in record.names]),
        birth_date=record.date_of_birth.value if record.date_of_birth else None,
        gender=record.gender.value if record.gender else Gender.NOT_SPECIFIED,
        postcode=home.postcode if home else "",
        street=home.lines if home else "",
        school="" if shielded else _school(record),
        shielded=shielded,
    )


def _home(record: Record) -> Place | None:
    """Where the child lives, or was last known to: it stands before the former addresses."""
    first = record.addresses[0].value if record.addresses else None
    return first if first and first.kind != AddressKind.FORMER else None


def _school(record: Record) -> str:
    """The setting of now, by its URN."""
    for setting, _ in record.settings:
        if setting.urn and setting.ended_on is None:
            return setting.urn
    return ""


def match_description(record: Record) -> Described:
    """Its names and numbers, as the rows of a delivery are described."""
    numbers, born = identifying(s.value for s in record.identifiers), record.date_of_birth
    estimated = bool(born and born.by.assertion.birth_date_estimated)
    return Described(match_parties(record), numbers, estimated=estimated)


def match_parties(record: Record) -> tuple[Party, ...]:
    """By what the rows of a delivery are compared with it, under each of its names."""
    home = _home(record)
    return parties_of(
        [(name.forename, name.surname) for name, _ in record.names],
        birth_date=record.date_of_birth.value if record.date_of_birth else None,
        gender=record.gender.value if record.gender else "",
        postcode=home.postcode if home else "",
        address=home.lines if home else "",
        school=_school(record),
        now=of_now(map(_value, record.identifiers)),
    )
