"""Which numbers, telephones and addresses are safe to invent, and how are they made right?"""

from array import array
from collections.abc import Iterator
from itertools import repeat
from random import Random

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
RESERVED_FOR_CAST = 100  # the first numbers of the range stay the same whatever the seed
NHS_PER_PREFIX = 1_000_000
DRAMA_PREFIX = {  # Ofcom's telephone numbers for drama: each prefix takes three more digits
    "manchester": "0161 496 0",
    "liverpool": "0151 496 0",
    "leeds": "0113 496 0",
    "birmingham": "0121 496 0",
    "london": "020 7946 0",
    "newcastle": "0191 498 0",
    "sheffield": "0114 496 0",
}
ELSEWHERE = "01632 960"
AREA_OF_AUTHORITY = {
    **dict.fromkeys(("350", "351", "352", "353", "354", "355", "356", "357", "358"), "manchester"),
    **dict.fromkeys(("340", "341", "343", "344"), "liverpool"),
    **dict.fromkeys(("330", "333", "334"), "birmingham"),
    **dict.fromkeys(("390", "391", "392", "393"), "newcastle"),
    "383": "leeds",
    "373": "sheffield",
}


def upn(school_number: str, year: int, serial: int) -> str:
    """A pupil number: check letter, authority and establishment, year, serial."""
    body = f"{school_number}{year % 100:02d}{serial:03d}"
    total = sum(weight * int(digit) for weight, digit in enumerate(body, start=2))
    return UPN_LETTERS[total % 23] + body


def nhs_check_digit(nine: str) -> int:
    """Modulus 11; 10 means that the number is never issued."""
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), nine, strict=True))
    return (11 - total % 11) % 11


def nhs_numbers(seed: int) -> Iterator[str]:
    """Test NHS numbers, never one twice; "" when the 909,000 of the 999 range are used up: all others are real ones."""
    usable = NHS_PER_PREFIX - RESERVED_FOR_CAST
    step, start = 617_411, seed * 7919 % usable  # the step shares no factor with the 999,900 usable numbers
    for turn in range(usable):
        nine = f"999{RESERVED_FOR_CAST + (start + turn * step) % usable:06d}"
        check = nhs_check_digit(nine)
        if check != 10:
            yield f"{nine}{check}"
    yield from repeat("")


def cast_nhs_numbers() -> Iterator[str]:
    """The reserved test numbers, in their order."""
    for number in range(RESERVED_FOR_CAST):
        nine = f"999{number:06d}"
        check = nhs_check_digit(nine)
        if check != 10:
            yield f"{nine}{check}"


class Upns:
    """Which serial is next at a school in a year: 1,000 each, counted in a fixed table."""

    YEARS = 20

    def __init__(self, school_numbers: list[str], last_year: int) -> None:
        self._row = {number: row for row, number in enumerate(school_numbers)}
        self._next = array("H", bytes(2 * self.YEARS * len(school_numbers)))
        self._last_year = last_year

    def issue(self, school_number: str, year: int) -> str | None:
        """The next number, or None when the school has given all of that year's."""
        cell = self._row[school_number] * self.YEARS + (self._last_year - year)
        serial = self._next[cell]
        if serial > 999:
            return None
        self._next[cell] = serial + 1
        return upn(school_number, year, serial)


def landline(rng: Random, authority: str) -> str:
    area = AREA_OF_AUTHORITY.get(authority) or ("london" if authority < "321" else "")
    return f"{DRAMA_PREFIX.get(area, ELSEWHERE)}{rng.randrange(1000):03d}"


def mobile(rng: Random) -> str:
    return f"07700 900{rng.randrange(1000):03d}"
