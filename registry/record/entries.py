"""By what is a record found, and matched? A shielded child's rows hold no place at all (R-SHIELD-2)."""

from typing import Any
from uuid import UUID

from registry.index import IndexEntry
from registry.matching.described import Described, identifying, parties_of
from registry.matching.party import Party
from registry.models import AddressKind, Gender, NameKind
from registry.record.compute import Record


def found_by(record: Record) -> tuple[Any, ...]:
    """What search and matching look at, whoever said so."""
    lists = (record.names, record.addresses, record.settings, record.identifiers)
    ones = (record.date_of_birth, record.gender)
    return (*([said.value for said in many] for many in lists), *(said and said.value for said in ones))


def index_entry(child: UUID, record: Record, *, shielded: bool, findable: bool) -> IndexEntry:
    """What can be searched of this child."""
    place = next((s.value for s in record.addresses if s.value.kind != AddressKind.FORMER), None)
    setting = next((s.value.urn for s in record.settings if s.value.urn and s.value.ended_on is None), "")
    return IndexEntry(
        child_id=child,
        names=tuple((s.value.forename, s.value.surname, NameKind(s.value.kind)) for s in record.names),
        birth_date=record.date_of_birth.value if record.date_of_birth else None,
        gender=Gender(record.gender.value) if record.gender else Gender.NOT_SPECIFIED,
        postcode=place.postcode if place and not shielded else "",
        street=place.lines if place and not shielded else "",
        school=setting if not shielded else "",
        shielded=shielded,
        confirmed=findable,
    )


def match_description(record: Record) -> Described:
    """Its names and numbers, as the rows of a delivery are described."""
    numbers, born = identifying(s.value for s in record.identifiers), record.date_of_birth
    estimated = bool(born and born.by.assertion.birth_date_estimated)
    return Described(match_parties(record), numbers, estimated=estimated)


def match_parties(record: Record) -> tuple[Party, ...]:
    """By what the rows of a delivery are compared with it, under each of its names."""
    place = next((s.value for s in record.addresses if s.value.kind != AddressKind.FORMER), None)
    school = next((s.value.urn for s in record.settings if s.value.urn and s.value.ended_on is None), "")
    return parties_of(
        [(s.value.forename, s.value.surname) for s in record.names],
        [s.value for s in record.identifiers],
        birth_date=record.date_of_birth.value if record.date_of_birth else None,
        gender=record.gender.value if record.gender else "",
        postcode=place.postcode if place else "",
        address=place.lines if place else "",
        school=school,
    )
