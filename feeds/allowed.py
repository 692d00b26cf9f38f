"""Which part of a row may this source say? (R-FEED-2, R-FEED-8)"""

from typing import Any

from feeds.reasons import Reason
from registry.models import Item, Source

ITEMS = {
    "names": Item.NAMES,
    "date_of_birth": Item.BIRTH_DATE,
    "birth_date_estimated": Item.BIRTH_DATE,
    "gender": Item.GENDER,
    "date_of_death": Item.DEATH_DATE,
    "addresses": Item.ADDRESSES,
    "carers": Item.CARERS,
    "settings": Item.SETTING,
    "practice": Item.PRACTICE,
    "services": Item.SERVICES,
    "caf": Item.CAF,
    "identifiers": Item.IDENTIFIERS,
}


class Allowed:
    """What one source may speak of: its items, its area. That a child must be hidden anyone may say."""

    def __init__(self, source: Source) -> None:
        self.items = frozenset(source.asserts)
        self.area = source.area.code if source.area else ""

    def part_of(self, said: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """An assertion, as_dict, without what is not this source's to say; and the names of what was taken away."""
        kept = {name: value for name, value in said.items() if name not in ITEMS or ITEMS[name] in self.items}
        stripped = [name for name in said if name not in kept]
        if Item.LEAD not in self.items and any(service.get("lead") for service in kept.get("services", ())):
            kept["services"] = [{k: v for k, v in service.items() if k != "lead"} for service in kept["services"]]
            stripped.append("lead")
        return kept, stripped

    def refusal(self, kept: dict[str, Any], authority: str) -> Reason | None:
        """Why nothing of the row is this source's to say."""
        if self.area and authority and authority != self.area:
            return Reason.NOT_ITS_AREA
        says_who = kept.get("names") or kept.get("identifiers") or kept.get("withdrawn")
        return None if says_who else Reason.NOT_ITS_ITEMS
