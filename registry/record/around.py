"""By what could a row be about whom a shield hides? By whatever any source says of them, believed or not (R-SHIELD-3).

What is shown of a record is one date of birth and one home; a source that is believed less may be the one that the next
row follows.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from registry import statements
from registry.assertion import Assertion
from registry.matching.described import NOBODY, Described, describe


def around(children: Collection[UUID]) -> dict[UUID, Described]:
    """Everything that is said of each now, as the rows of deliveries are described."""
    if not children:
        return {}
    said: dict[UUID, list[Described]] = defaultdict(list)
    for kept in statements.of(children):
        said[kept.child].append(describe(Assertion.from_dict(kept.assertion), shares=NOBODY))
    return {child: _together(said[child]) for child in children}


def _together(each: list[Described]) -> Described:
    parties = dict.fromkeys(party for one in each for party in one.parties)
    numbers = frozenset(number for one in each for number in one.numbers)
    return Described(tuple(parties), numbers, estimated=any(one.estimated for one in each))
