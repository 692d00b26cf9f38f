"""Which source is believed first, item by item, and what does that come to in words? (R-FEED-2)

The lower rank wins; of equal ranks the newer statement. Services, lead professionals and identifiers have no rank:
every source's are kept, and the newest lead counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from registry.models import Item, Source
from registry.models.source import OWN_SOURCES
from registry.record.compute import NOT_RANKED

RANKED: Final = tuple(item for item in Item if item not in (Item.SERVICES, Item.LEAD, Item.IDENTIFIERS))


@dataclass(frozen=True)
class Believed:
    """One item that a source may assert, and where it stands among the others that do."""

    item: Item
    words: str


def believed(source: Source) -> list[Believed]:
    """In the order of Schedule 1."""
    others = rivals(source)
    return [Believed(item, _words(item, source, others)) for item in Item if item in source.asserts]


def rivals(source: Source) -> list[Source]:
    """The other sources that can speak of the same children: the national ones, and those of its area."""
    found = Source.objects.exclude(Q(pk=source.pk) | Q(code__in=OWN_SOURCES))
    of_area = Q(area=source.area_id) if source.area_id else Q(area=None)
    return list(found.filter(Q(area=None) | of_area).order_by("name"))


def rank(source: Source, item: Item) -> int:
    return int(source.precedence.get(item, NOT_RANKED))


def ranks_of_others(source: Source, item: Item) -> list[tuple[str, int]]:
    """Name and rank of the others that assert this item, the most believed first."""
    found = [(other.name, rank(other, item)) for other in rivals(source) if item in other.asserts]
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


def _words(item: Item, source: Source, others: Sequence[Source]) -> str:
    if item not in RANKED:
        return "Kept beside what others say"
    ours, asserting = rank(source, item), [other for other in others if item in other.asserts]
    before = [other.name for other in asserting if rank(other, item) < ours]
    beside = [other.name for other in asserting if rank(other, item) == ours]
    words = f"Believed after {_listed(before)}" if before else "Believed first"
    return f"{words}. Equal to {_listed(beside)}: the newer statement counts" if beside else words


def _listed(names: Sequence[str]) -> str:
    *most, last = sorted(names)
    return f"{', '.join(most)} and {last}" if most else last
