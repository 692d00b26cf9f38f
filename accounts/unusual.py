"""What can be unusual about how somebody uses the registry? In words for a notice, which name no child (R-USER-6)."""

from enum import StrEnum
from typing import Final


class Unusual(StrEnum):
    """Kept as a code; read by `label`."""

    RUSH = "rush"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    RECORDS = "records"
    SEARCHES = "searches"
    NAMED = "named"
    WOKEN = "woken"
    TWO_PLACES = "two_places"

    @property
    def label(self) -> str:
        return WORDS[self]


WORDS: Final = {
    Unusual.RUSH: "records opened one after the other that nothing leads to",
    Unusual.HOUR: "many records within an hour that nothing leads to",
    Unusual.DAY: "many records within a day that nothing leads to",
    Unusual.MONTH: "many records within four weeks that nothing leads to",
    Unusual.RECORDS: "very many records within an hour",
    Unusual.SEARCHES: "many searches without opening a record",
    Unusual.NAMED: "many children named by searches, and hardly a record opened",
    Unusual.WOKEN: "an account that nobody used for long, and now for many children",
    Unusual.TWO_PLACES: "one account used from two places at the same time",
}
