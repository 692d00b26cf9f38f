"""How are rows and children described so that they can be compared? (registry.matching)"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial

from django.db import connection

from contactpoint.lookups import as_array
from registry.assertion import Assertion, Place, SettingSaid
from registry.matching.party import COLUMNS, Party, Share, party
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
    place = _home(said.addresses)
    numbers = [(scheme, value) for scheme, values in said.identifiers.items() for value in values]
    parties = parties_of(
        [(name.forename, name.surname) for name in said.names],
        birth_date=said.date_of_birth,
        gender=said.gender,
        postcode=place.postcode if place else "",
        address=place.lines if place else "",
        school=_school(said.settings),
        shares=shares,
        now=of_now(numbers),
    )
    return Described(parties, identifying(numbers), estimated=said.birth_date_estimated)


def _home(places: Iterable[Place]) -> Place | None:
    for place in places:
        if place.kind != "former":
            return place
    return None


def _school(settings: Iterable[SettingSaid]) -> str:
    for setting in settings:
        if setting.ended_on is None:
            return setting.urn
    return ""


def of_now(numbers: Iterable[Number]) -> dict[str, str]:
    """The NHS number and the pupil number of now, by which a description can contradict another: the first of each."""
    found: dict[str, str] = {}
    for scheme, value in numbers:
        if scheme in ("upn", "nhs_number") and scheme not in found and number(scheme, value):
            found[scheme] = value
    return found


def identifying(numbers: Iterable[Number]) -> frozenset[Number]:
    """Those of a child's numbers by which it can be told from everybody else."""
    return frozenset([found for pair in numbers if (found := number(*pair))])


def parties_of(
    names: Iterable[tuple[str, str]],
    *,
    birth_date: date | None,
    gender: str,
    postcode: str,
    address: str,
    school: str,
    now: Mapping[str, str],
    shares: "Shares | None" = None,
) -> tuple[Party, ...]:
    """A child under each name, or once without; the first in full, and the others differ in their names alone.

    `now`: its numbers, as `of_now` gives them.
    """
    (forename, surname), *others = dict.fromkeys(names) or [("", "")]
    shares = shares or NOBODY
    first = party(
        forename=forename,
        surname=surname,
        birth_date=birth_date,
        gender=gender,
        postcode=postcode,
        address=address,
        school=school,
        upn=now.get("upn", ""),
        nhs_number=now.get("nhs_number", ""),
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


class Shares:
    """How common are the names of a batch? Their rarity weighs (registry.matching)."""

    def __init__(self, forenames: dict[str, int], surnames: dict[str, int], everyone: int) -> None:
        self.everyone = everyone
        self.forename: Share = cache(partial(self._share, forenames))  # names repeat
        self.surname: Share = cache(partial(self._share, surnames))

    @property
    def enough(self) -> bool:
        """Whether the registry holds enough names for its own counts to say something."""
        return self.everyone >= ENOUGH_NAMES

    def _share(self, counts: Mapping[str, int], norm: str) -> float | None:
        count = counts.get(norm.replace(" ", ""))
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
