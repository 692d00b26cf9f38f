"""Do invented families live as close to each other as families do?"""

from random import Random

import pytest

from dev.population.places import Places
from dev.population.tables import REGISTRY, rows
from tests.population.test_reference import POSTCODE

LIVERPOOL = "341"
KNOWN = {row["postcode"] for row in rows(REGISTRY / "postcodes.csv") if row["authority"] == LIVERPOOL}


def drawn(children: int) -> set[str]:
    places, rng = Places([LIVERPOOL], [], children=children), Random(2009)
    return {places.address(rng, LIVERPOOL).postcode for _ in range(20_000)}


def test_few_children_live_in_the_postcodes_of_the_sample() -> None:
    assert drawn(500) == KNOWN


@pytest.mark.parametrize("children", [20_000, 40_000])
def test_about_seven_of_many_children_share_a_postcode(children: int) -> None:
    """Of those that there are in the neighbourhoods of the sample."""
    found = drawn(children)
    assert 5.5 < children / len(found) < 8.5
    assert all(POSTCODE.fullmatch(postcode) for postcode in found)
    assert {postcode[:-2] for postcode in found} == {postcode[:-2] for postcode in KNOWN}
