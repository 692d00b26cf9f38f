"""Which invented telephone number can stand where a real one would?

Only numbers that Ofcom keeps for drama: nobody is ever called. A demonstration has them; a real installation has none.
"""

import csv
import zlib
from functools import cache
from pathlib import Path
from typing import Final

_PLACES: Final = Path(__file__).parent / "reference" / "reserved_numbers.csv"
_NO_PLACE: Final = "01632 960"
_FREEPHONE: Final = "0808 157 0"
_NUMBERS_IN_A_PLACE: Final = 1000


@cache
def _prefixes() -> dict[str, str]:
    with _PLACES.open(encoding="utf-8") as file:
        return {row["authority"]: row["prefix"] for row in csv.DictReader(file)}


def invented(*, authority: str, holder: str) -> str:
    """The number of a school or practice in that authority's area: the same each time for the same `holder`."""
    return f"{_prefixes().get(authority, _NO_PLACE)}{zlib.crc32(holder.encode()) % _NUMBERS_IN_A_PLACE:03}"


def invented_for_team(authority: str) -> str:
    """The number of an authority's ContactPoint team (R-ORG-3): its three-digit code stands at the end."""
    return f"{_prefixes().get(authority, _NO_PLACE)}{authority}"


def invented_out_of_hours(authority: str) -> str:
    return f"{_FREEPHONE}{authority}"
