"""Is what a user types read as it was meant, and refused in words when it is too little?"""

from datetime import date

import pytest

from registry.search.birth import Birth, UnclearBirth, near_dates, read_age, read_birth_parts
from registry.search.criteria import (
    ANY_NAME,
    ONE_MORE,
    Criteria,
    Part,
    PostcodeGiven,
    Unclear,
    lacking,
    read_postcode,
)

TODAY = date(2009, 1, 26)
Boxes = tuple[str, str, str]  # day, month, year
DAY = Birth(date(2001, 3, 4), date(2001, 3, 4))


@pytest.mark.parametrize(
    "written", [("4", "March", "2001"), ("4", "mar", "01"), ("4", "3", "01"), (" 04", "03 ", "2001"), ("04", "03", "1")]
)
def test_a_whole_date_is_read_however_it_is_written(written: Boxes) -> None:
    assert read_birth_parts(*written, on=TODAY) == DAY


def test_a_month_or_a_year_alone_is_a_range() -> None:
    assert read_birth_parts("", "March", "2001", on=TODAY) == Birth(date(2001, 3, 1), date(2001, 3, 31))
    assert read_birth_parts("", "3", "01", on=TODAY) == Birth(date(2001, 3, 1), date(2001, 3, 31))
    assert read_birth_parts("", "", "2001", on=TODAY) == Birth(date(2001, 1, 1), date(2001, 12, 31))
    assert read_birth_parts("", "", "2009", on=TODAY) == Birth(date(2009, 1, 1), TODAY)
    assert read_birth_parts("", "", "", on=TODAY) is None


def test_a_year_of_two_digits_lies_in_the_past() -> None:
    assert read_birth_parts("4", "3", "97", on=TODAY) == Birth(date(1997, 3, 4), date(1997, 3, 4))
    assert read_birth_parts("1", "1", "09", on=TODAY) == Birth(date(2009, 1, 1), date(2009, 1, 1))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (("4", "March", ""), "must include a year"),
        (("", "4", "March"), "must include a year"),
        (("4", "", "2001"), "must be a real date"),
        (("31", "2", "2001"), "must be a real date"),
        (("4", "3", "20011"), "must be a real date"),
        (("27", "1", "2009"), "must be in the past"),
        (("0", "0", "0"), "must be a real date"),
        (("", "", "yesterday"), "must be a real date"),
    ],
)
def test_a_date_that_cannot_be_is_refused_in_words(written: Boxes, words: str) -> None:
    with pytest.raises(UnclearBirth, match=words):
        read_birth_parts(*written, on=TODAY)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("7", date(2001, 1, 27), date(2002, 1, 26)),
        ("6-8", date(2000, 1, 27), date(2003, 1, 26)),
        ("8 to 6", date(2000, 1, 27), date(2003, 1, 26)),
        ("about 7", date(2000, 1, 27), date(2003, 1, 26)),
        ("under 1", date(2008, 1, 27), date(2009, 1, 26)),
        ("18 months", date(2007, 5, 27), date(2007, 8, 26)),
    ],
)
def test_a_rough_age_is_a_range_of_days(written: str, first: date, last: date) -> None:
    assert read_age(written, on=TODAY) == Birth(first, last, by_age=True)


@pytest.mark.parametrize("written", ["old", "7 8 9", "-7", "40", "400 months", "7'; --"])
def test_an_age_that_cannot_be_is_refused(written: str) -> None:
    with pytest.raises(UnclearBirth):
        read_age(written, on=TODAY)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ls6 2ab", PostcodeGiven("LS62AB", Part.UNIT)),
        (" LS6-2AB ", PostcodeGiven("LS62AB", Part.UNIT)),
        ("EC1A1BB", PostcodeGiven("EC1A1BB", Part.UNIT)),
        ("LS6 2", PostcodeGiven("LS62", Part.SECTOR)),
        ("LS6", PostcodeGiven("LS6", Part.DISTRICT)),
        ("LS6 ZAB", PostcodeGiven("LS62AB", Part.UNIT)),
        ("EC1A IBB", PostcodeGiven("EC1A1BB", Part.UNIT)),
        ("", None),
    ],
)
def test_a_postcode_or_its_beginning_is_read(written: str, read: PostcodeGiven | None) -> None:
    assert read_postcode(written) == read


@pytest.mark.parametrize("written", ["hello", "12345", "LS6 2ABC", "L", "LS"])
def test_what_is_no_postcode_is_refused(written: str) -> None:
    with pytest.raises(Unclear):
        read_postcode(written)


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        (Criteria(), ANY_NAME),
        (Criteria(forename="Amina", surname="Hussain"), ONE_MORE),
        (Criteria(forename="Amina", surname="Hussain", gender="female"), ONE_MORE),
        (Criteria(birth=DAY), ANY_NAME),
        (Criteria(postcode=PostcodeGiven("LS62AB", Part.UNIT)), ANY_NAME),
        (Criteria(birth=Birth(date(2001, 1, 1), date(2001, 12, 31)), street="Fern Bank"), ANY_NAME),
        (Criteria(birth=DAY, postcode=PostcodeGiven("LS6", Part.DISTRICT)), ANY_NAME),
        (Criteria(forename="---", birth=DAY), ANY_NAME),
        (Criteria(forename="A*", birth=DAY), "Enter at least 2 letters before the *"),
    ],
)
def test_too_little_is_asked_about(criteria: Criteria, words: str) -> None:
    """R-SEARCH-1: a name alone is too little."""
    assert lacking(criteria) == words


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(number="1234567890"),
        Criteria(forename="Amina", birth=DAY),
        Criteria(surname="Hussain", birth=Birth(date(2001, 1, 1), date(2001, 12, 31))),
        Criteria(surname="Hussain", postcode=PostcodeGiven("LS6", Part.DISTRICT)),
        Criteria(surname="Hussain", school="Park Road"),
        Criteria(surname="Huss*", street="Fern Bank"),
        Criteria(birth=DAY, street="Fern Bank"),
    ],
)
def test_a_name_and_one_more_detail_is_enough(criteria: Criteria) -> None:
    """R-SEARCH-1."""
    assert lacking(criteria) == ""


def test_slips_in_a_date_are_the_swap_and_single_digits() -> None:
    near = near_dates(date(2001, 3, 4))
    assert {date(2001, 4, 3), date(2001, 3, 14), date(2001, 3, 24), date(2002, 3, 4)} <= set(near)
    assert date(2001, 3, 4) not in near
    assert date(2001, 11, 29) not in near
