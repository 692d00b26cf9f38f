"""What is known about one child, in the form in which it is compared?"""

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from registry.matching.definition import definition, rarity
from registry.names.keys import sound, spoken
from registry.names.normal import normal_form, normalise
from registry.names.variants import also_forename, also_surname, is_forename

STATED_GENDERS = frozenset(("female", "male"))

# The share of people, 0 to 1, who bear a name in normal form; None when the name was never seen.
Share = Callable[[str], float | None]


class Party(NamedTuple):
    """One description of a child. A staged table has one column for each field; a list is text[].

    A field that is None or empty: nothing is known. `forename_known`: people
    of this gender are called that. Rarity is in bits, as `definition.rarity` gives it.
    """

    forename_norm: str | None = None
    forename_sound: str | None = None
    forename_spoken: str | None = None
    forename_letters: str | None = None
    forename_also: tuple[str, ...] = ()
    forename_known: bool = False
    forename_rarity: float | None = None
    surname_norm: str | None = None
    surname_sound: str | None = None
    surname_letters: str | None = None
    surname_also: tuple[str, ...] = ()
    surname_rarity: float | None = None
    birth_date: date | None = None
    gender: str | None = None
    postcode: str | None = None
    address_norm: str | None = None
    school: str | None = None
    upn: str | None = None
    nhs_number: str | None = None


COLUMNS = Party._fields


@cache
def usual_rarity(name: str) -> float:
    """The rarity, in bits, of an unremarkable "forename" or "surname", for when no counts are at hand."""
    return rarity(definition().comparison(name).level("exact").u)


def party(
    *,
    forename: str = "",
    surname: str = "",
    birth_date: date | None = None,
    gender: str = "",
    postcode: str = "",
    address: str = "",
    school: str = "",
    upn: str = "",
    nhs_number: str = "",
    forename_share: Share | None = None,
    surname_share: Share | None = None,
) -> Party:
    """One description of a child from its raw values; an empty value is an unknown one."""
    first, last = normalise(forename), normalise(surname)
    stated = gender if gender in STATED_GENDERS else None
    return Party._make(
        (
            *_forename_columns(first, stated or ""),
            _rarity("forename", first, forename_share),
            *_surname_columns(last),
            _rarity("surname", last, surname_share),
            birth_date,
            stated,
            "".join(postcode.upper().split()) or None,
            normal_form(address) or None,
            normalise(school) or None,
            "".join(upn.upper().split()) or None,
            "".join(nhs_number.split()) or None,
        )
    )


@lru_cache(maxsize=100_000)  # names repeat
def _forename_columns(norm: str, gender: str) -> tuple[Any, ...]:
    """Norm, sound, spoken, letters, also, known."""
    one = norm.replace(" ", "")
    also = tuple(sorted(also_forename(one)))
    known = is_forename(one, gender=gender)
    return (norm or None, sound(one) or None, spoken(one) or None, _letters(one), also, known)


@lru_cache(maxsize=100_000)
def _surname_columns(norm: str) -> tuple[Any, ...]:
    """Norm, sound, letters, also."""
    many = norm.replace(" ", "")
    return (norm or None, sound(many) or None, _letters(many), tuple(sorted(also_surname(many))))


def _letters(word: str) -> str | None:
    return "".join(sorted(word)) or None


def _rarity(name: str, norm: str, share: Share | None) -> float | None:
    if not norm:
        return None
    known = share(norm) if share else None
    return usual_rarity(name) if known is None else rarity(known)
