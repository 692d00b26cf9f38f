"""What does the user ask for, and is it enough to search by?"""

import re
from dataclasses import dataclass
from enum import StrEnum

from registry.names.normal import normalise
from registry.search.birth import Birth

UNIT = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$")
DISTRICT = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]?$")
SECTOR = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9])$")
ENDING = "*"
SHORTEST_START = 2  # letters before a `*`
ANY_NAME = "Enter a first name or last name"
ONE_MORE = "Enter one more detail: date of birth, age, postcode, street or school"


class Unclear(ValueError):
    """What the user typed can't be read; the text is for the user."""


class Part(StrEnum):
    """How much of a postcode the user knows."""

    UNIT = "unit"
    SECTOR = "sector"
    DISTRICT = "district"


@dataclass(frozen=True)
class PostcodeGiven:
    """A postcode or its beginning, in capitals without spaces."""

    text: str
    part: Part


@dataclass(frozen=True)
class Criteria:
    """Everything that was asked for; empty is not asked. Names, street and school stay as typed."""

    number: str = ""
    forename: str = ""
    surname: str = ""
    birth: Birth | None = None
    gender: str = ""  # registry.models.Gender
    postcode: PostcodeGiven | None = None
    street: str = ""
    school: str = ""

    @property
    def uses_hidden_kind(self) -> bool:
        """Whether it asks for what a shield hides, so that no shielded child may be met (R-SHIELD-2)."""
        return bool(self.postcode or self.street or self.school)

    @property
    def named(self) -> bool:
        return bool(normalise(self.forename) or normalise(self.surname))


def lacking(criteria: Criteria) -> str:
    """What to ask for before searching, in words; empty when it is enough (R-SEARCH-1).

    A number is enough, and so is any name with one more detail; without a name, a whole date of birth and a place.
    """
    if criteria.number:
        return ""
    short = [name for name in (criteria.forename, criteria.surname) if _too_open(name)]
    if short:
        return f"Enter at least {SHORTEST_START} letters before the {ENDING}"
    if criteria.named:
        return "" if criteria.birth or criteria.uses_hidden_kind else ONE_MORE
    whole = criteria.birth is not None and criteria.birth.exact
    placed = criteria.street or (criteria.postcode is not None and criteria.postcode.part == Part.UNIT)
    return "" if whole and placed else ANY_NAME


def _too_open(name: str) -> bool:
    return ENDING in name and len(normalise(name)) < SHORTEST_START


def read_postcode(typed: str) -> PostcodeGiven | None:
    """A postcode, its sector or its district from free typing; None when nothing was typed.

    Raises Unclear. "ls6 2ab", "LS62AB", "LS6 2" and "LS6" are understood; "LS62" is read as a district.
    """
    text = " ".join(re.sub(r"[^A-Z0-9]+", " ", typed.upper()).split())
    whole = text.replace(" ", "")
    if not whole:
        return None
    if UNIT.match(whole):
        return PostcodeGiven(whole, Part.UNIT)
    if " " in text and (found := SECTOR.match(text)):
        return PostcodeGiven("".join(found.groups()), Part.SECTOR)
    if DISTRICT.match(whole):
        return PostcodeGiven(whole, Part.DISTRICT)
    if len(whole) > 4 and (repaired := _letters_for_digits(whole)):
        return PostcodeGiven(repaired, Part.UNIT)
    raise Unclear("Enter a whole postcode or its first part, like LS6 2AB or LS6")


_AS_DIGIT = str.maketrans("OIZSB", "01258")
_AS_LETTER = str.maketrans("01258", "OIZSB")


def _letters_for_digits(whole: str) -> str:
    """The postcode that was meant when O was typed for 0 or the like; empty when that does not help."""
    first, last = whole[:-3], whole[-3:]
    inward = last[0].translate(_AS_DIGIT) + last[1:].translate(_AS_LETTER)
    swapped = [first[:n].translate(_AS_LETTER) + first[n:].translate(_AS_DIGIT) for n in (1, 2)]
    return next((outward + inward for outward in (first, *swapped) if UNIT.match(outward + inward)), "")
