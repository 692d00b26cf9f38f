"""How are rows and children described so that they can be compared? (registry.matching)"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from registry.assertion import Assertion
from registry.matching.party import Party, party
from registry.models import Address, AddressKind, Attendance, Child, ChildName, Identifier, Status
from registry.shields import shielded_among

LETTERS = {"female": "F", "male": "M"}
SERIES = {"former_upn": "upn"}  # a former pupil number may be what another source still calls the pupil by
ENOUGH_NAMES = 10_000  # below it the registry's own counts of names say little
Number = tuple[str, str]  # series, value


@dataclass(frozen=True)
class Described:
    """One child as described: a Party for each name, and every number that identifies it."""

    parties: tuple[Party, ...]
    numbers: frozenset[Number]


@dataclass(frozen=True)
class Known(Described):
    """A child of the registry."""

    child: UUID
    status: str
    shielded: bool

    @property
    def closed(self) -> bool:
        """Merged away, or a new identity began: nothing may join the two (R-REC-7)."""
        return self.status == Status.CLOSED


def is_temporary(pupil: str) -> bool:
    """A temporary pupil number ends in a letter and identifies nobody for long."""
    return pupil[-1:].isalpha()


def number(scheme: str, value: str) -> Number | None:
    """What identifies a child. A temporary pupil number does not for long."""
    series = SERIES.get(scheme, scheme)
    return None if series == "upn" and is_temporary(value) else (series, value)


def describe(said: Assertion, *, shares: "Shares") -> Described:
    """What a row says of a child."""
    place = next((place for place in said.addresses if place.kind != "former"), None)
    school = next((setting.urn for setting in said.settings if setting.ended_on is None), "")
    present = {scheme: value for scheme, (value, *_) in said.identifiers.items() if number(scheme, value)}
    one = {
        "birth_date": said.date_of_birth,
        "gender": LETTERS.get(said.gender, ""),
        "postcode": place.postcode if place else "",
        "address": place.lines if place else "",
        "school": school,
        "upn": present.get("upn", ""),
        "nhs_number": present.get("nhs_number", ""),
    }
    names = [(name.forename, name.surname) for name in said.names]
    numbers = {number(scheme, value) for scheme, values in said.identifiers.items() for value in values}
    return Described(_parties(names, one, shares), frozenset(found for found in numbers if found))


def _parties(names: Iterable[tuple[str, str]], one: Mapping[str, Any], shares: "Shares") -> tuple[Party, ...]:
    """The first name in full; the others differ from it in their names alone."""
    described: list[Party] = []
    for forename, surname in dict.fromkeys(names):
        named = party(
            forename=forename,
            surname=surname,
            forename_share=shares.forename,
            surname_share=shares.surname,
            **(one if not described else {}),
        )
        described.append(named if not described else replace(described[0], **_name_columns(named)))
    return tuple(described)


def _name_columns(named: Party) -> dict[str, Any]:
    columns = ("norm", "sound", "letters", "also", "rarity")
    return {
        f"{kind}_{column}": getattr(named, f"{kind}_{column}") for kind in ("forename", "surname") for column in columns
    }


def known(children: Collection[UUID]) -> dict[UUID, Known]:
    """These children of the registry, read in sets."""
    ids = list(children)
    names, places, schools, numbers = _names(ids), _places(ids), _schools(ids), _numbers(ids)
    shielded = shielded_among(ids)
    rows = Child.objects.filter(pk__in=ids).values_list("id", "date_of_birth", "gender", "status")
    found: dict[UUID, Known] = {}
    for child, born, gender, status in rows:
        postcode, lines = places.get(child, ("", ""))
        one = {
            "birth_date": born,
            "gender": LETTERS.get(gender, ""),
            "postcode": postcode,
            "address": lines,
            "school": schools.get(child, ""),
            **_present(numbers[child]),
        }
        series = frozenset(kept for pair in numbers[child] if (kept := number(*pair)))
        found[child] = Known(_parties(names[child], one, NOBODY), series, child, status, child in shielded)
    return found


def _names(ids: list[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    rows = ChildName.objects.filter(child__in=ids).order_by("child", "id")
    for child, forename, surname in rows.values_list("child", "forename", "surname"):
        found[child].append((forename, surname))
    return found


def _places(ids: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """Postcode and lines of where they live now."""
    rows = Address.objects.filter(child__in=ids).exclude(kind=AddressKind.FORMER)
    return {child: (postcode, lines) for child, postcode, lines in rows.values_list("child", "postcode", "lines")}


def _schools(ids: list[UUID]) -> dict[UUID, str]:
    rows = Attendance.objects.filter(child__in=ids, ended_on=None, setting__isnull=False)
    return {child: setting for child, setting in rows.values_list("child", "setting") if setting}


def _numbers(ids: list[UUID]) -> dict[UUID, list[Number]]:
    found: dict[UUID, list[Number]] = defaultdict(list)
    for child, scheme, value in Identifier.objects.filter(child__in=ids).values_list("child", "scheme", "value"):
        found[child].append((scheme, value))
    return found


def _present(numbers: Iterable[Number]) -> dict[str, str]:
    """The numbers of now, by which a description can contradict another."""
    return {scheme: value for scheme, value in numbers if scheme in ("upn", "nhs_number") and number(scheme, value)}


class Shares:
    """How common are the names of a batch? Their rarity weighs (registry.matching)."""

    def __init__(self, forenames: dict[str, int], surnames: dict[str, int], everyone: int) -> None:
        self.forenames, self.surnames, self.everyone = forenames, surnames, everyone

    def forename(self, norm: str) -> float | None:
        return self._share(self.forenames.get(norm.replace(" ", "")))

    def surname(self, norm: str) -> float | None:
        return self._share(self.surnames.get(norm.replace(" ", "")))

    def _share(self, count: int | None) -> float | None:
        return None if self.everyone < ENOUGH_NAMES or count is None else count / self.everyone


NOBODY = Shares({}, {}, 0)  # no counts at hand
