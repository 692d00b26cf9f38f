"""By what could a row be about whom a shield hides? By whatever any source says of them, believed or not (R-SHIELD-3).

What is shown of a record is one date of birth and one home; a source that is believed less may be the one that the next
row follows.
"""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from registry import statements
from registry.assertion import Assertion
from registry.index import IndexEntry
from registry.matching.described import NOBODY, Described, describe


def said_of(children: Collection[UUID]) -> dict[UUID, list[Assertion]]:
    """Everything that is said of each now."""
    said: dict[UUID, list[Assertion]] = {child: [] for child in children}
    for kept in statements.of(children) if children else ():
        said[kept.child].append(Assertion.from_dict(kept.assertion))
    return said


def around(said: Mapping[UUID, list[Assertion]]) -> dict[UUID, Described]:
    """It all, as the rows of deliveries are described."""
    return {child: _together([describe(one, shares=NOBODY) for one in each]) for child, each in said.items()}


def words_around(said: Mapping[UUID, list[Assertion]]) -> Iterator[IndexEntry]:
    """Whatever search could ever have filed these children under: each home and school, as an entry of its own."""
    for child, each in said.items():
        names = tuple((name.forename, name.surname, name.kind) for one in each for name in one.names)
        yield IndexEntry(child, names)
        for place in (place for one in each for place in one.addresses):
            yield IndexEntry(child, names, postcode=place.postcode, street=place.lines)
        for school in (setting.urn for one in each for setting in one.settings if setting.urn):
            yield IndexEntry(child, names, school=school)


def _together(each: list[Described]) -> Described:
    parties = dict.fromkeys(party for one in each for party in one.parties)
    numbers = frozenset(number for one in each for number in one.numbers)
    return Described(tuple(parties), numbers, estimated=any(one.estimated for one in each))
