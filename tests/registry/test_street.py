"""Which words of an address name its street?"""

from registry.index import street_norm


def test_house_numbers_are_no_part_of_a_street() -> None:
    assert street_norm("Flat 2b, 14 Fern Bank") == "fern bank"
    assert street_norm("Rose Cottage, St. Mary's Road") == "rose cottage st marys road"
