"""How are rows and children described so that they can be compared? (registry.matching)"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from contactpoint.lookups import as_array
from registry.assertion import Assertion
from registry.matching.party import COLUMNS, Party, party
from registry.names.normal import normalise

SERIES = {"former_upn": "upn"}  # a former pupil number may be what another source still calls the pupil by
ENOUGH_NAMES = 10_000  # below it the registry's own counts of names say little
Number = tuple[str, str]  # series, value


@dataclass(frozen=True)
class Described:
    """One child as described: a Party for each name, and every number that identifies it."""

    parties: tuple[Party, ...]
    numbers: frozenset[Number]
    estimated: bool = field(default=False, kw_only=True)  # the date of birth, of which then only the year says much


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
    numbers = [(scheme, value) for scheme, values in said.identifiers.items() for value in values]
    parties = parties_of(
        [(name.forename, name.surname) for name in said.names],
        reversed(numbers),  # the first of a scheme is the one of now
        birth_date=said.date_of_birth,
        gender=said.gender,
        postcode=place.postcode if place else "",
        address=place.lines if place else "",
        school=next((setting.urn for setting in said.settings if setting.ended_on is None), ""),
        shares=shares,
    )
    return Described(parties, identifying(numbers), estimated=said.birth_date_estimated)


def identifying(numbers: Iterable[Number]) -> frozenset[Number]:
    """Those of a child's numbers by which it can be told from everybody else."""
    return frozenset([found for pair in numbers if (found := number(*pair))])


def parties_of(
    names: Iterable[tuple[str, str]],
    numbers: Iterable[Number],
    *,
    birth_date: date | None,
    gender: str,
    postcode: str,
    address: str,
    school: str,
    shares: "Shares | None" = None,
) -> tuple[Party, ...]:
    """A child under each name, or once without; the first in full, and the others differ in their names alone."""
    (forename, surname), *others = dict.fromkeys(names) or [("", "")]
    shares, present = shares or NOBODY, _present(numbers)
    first = party(
        forename=forename,
        surname=surname,
        birth_date=birth_date,
        gender=gender,
        postcode=postcode,
        address=address,
        school=school,
        upn=present.get("upn", ""),
        nhs_number=present.get("nhs_number", ""),
        forename_share=shares.forename,
        surname_share=shares.surname,
    )
    return (first, *[_also_named(first, *name, shares) for name in others])


def _also_named(first: Party, forename: str, surname: str, shares: "Shares") -> Party:
    named = party(
        forename=forename,
        surname=surname,
        gender=first.gender or "",
        forename_share=shares.forename,
        surname_share=shares.surname,
    )
    return Party._make(named[:_NAMES] + first[_NAMES:])


_NAMES = COLUMNS.index("birth_date")  # the columns before it describe the name


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

    @property
    def enough(self) -> bool:
        """Whether the registry holds enough names for its own counts to say something."""
        return self.everyone >= ENOUGH_NAMES

    def _share(self, count: int | None) -> float | None:
        return None if not self.enough or count is None else count / self.everyone


NOBODY = Shares({}, {}, 0)  # no counts at hand


def shares_of(assertions: Iterable[Assertion]) -> Shares:
    """How common the names of these are in the registry."""
    names = {part for said in assertions for name in said.names for part in (name.forename, name.surname)}
    wanted = {normalise(name).replace(" ", "") for name in names}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT norm, forename_count, surname_count FROM registry_name WHERE norm = ANY(%s::text[])",
            [as_array("text", {"", *wanted})],
        )
        rows = cursor.fetchall()
    everyone = next((forenames for norm, forenames, _ in rows if norm == ""), 0)
    return Shares(
        {norm: count for norm, count, _ in rows if count}, {norm: count for norm, _, count in rows if count}, everyone
    )
