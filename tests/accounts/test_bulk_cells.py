"""What stands in a cell is read as people write it, and each mistake says what to write instead (R-USER-5)."""

from datetime import date

import pytest

from accounts.bulk.cells import ClearanceRow, NewcomerRow
from tests.accounts.files import newcomer

GOOD = {"email": "a@example.org", "disclosure_number": "001234567890", "issued_on": "27/03/2008"}
BANNED = {"please", "sorry", "invalid", "valid", "forbidden", "illegal", "session", "oops"}


@pytest.mark.parametrize(
    "words",
    [
        "27/03/2008",
        "27/3/2008",
        "27.03.2008",
        "27-03-2008",
        "2008-03-27",
        "2008-03-27 00:00:00",
        "27 March 2008",
        "27-Mar-2008",
        " 27  mar  2008 ",
    ],
)
def test_a_date_is_read_as_people_and_spreadsheets_write_it(words: str) -> None:
    form = ClearanceRow({**GOOD, "issued_on": words})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["issued_on"] == date(2008, 3, 27)


@pytest.mark.parametrize(
    ("field", "words", "why"),
    [
        ("issued_on", "", "Enter the date the check was issued"),
        ("issued_on", "27/03/08", "Date the check was issued must be a date with a 4-number year, like 27/03/2008"),
        ("issued_on", "yesterday", "Date the check was issued must be a date with a 4-number year, like 27/03/2008"),
        ("issued_on", "03/27/2008", "Date the check was issued must be a real date, like 27/03/2008"),
        ("issued_on", "29 Febru 2009", "Date the check was issued must be a real date, like 27/03/2008"),
        ("disclosure_number", "", "Enter the disclosure number"),
        ("disclosure_number", "1234567890", "Disclosure number must be 12 numbers, like 001234567890"),
        (
            "disclosure_number",
            "1.23457E+11",
            "Disclosure number was shortened by the spreadsheet: type its 12 numbers again, as text",
        ),
        ("email", "", "Enter an email address"),
        ("email", "name", "Enter an email address in the correct format, like name@example.com"),
    ],
)
def test_a_mistake_says_what_to_write(field: str, words: str, why: str) -> None:
    form = ClearanceRow({**GOOD, field: words})
    assert form.errors[field] == [why]
    assert not why.endswith(".")
    assert not BANNED & set(why.lower().split())


@pytest.mark.parametrize("letter", ["\ufffd", "\u202e", "\u2066", "\x07"])
def test_a_name_with_letters_that_hide_what_it_is_must_be_typed_again(letter: str) -> None:
    """SEC-26 in spirit."""
    form = NewcomerRow(newcomer(1, surname=f"Jo{letter}nes"))
    assert form.errors["surname"] == ["Last name must only include letters, numbers and punctuation"]


def test_addresses_are_kept_in_small_letters_and_numbers_without_spaces() -> None:
    form = ClearanceRow({**GOOD, "email": "A.B@Example.ORG", "disclosure_number": "0012 3456-7890"})
    assert form.is_valid()
    assert form.cleaned_data["email"] == "a.b@example.org"
    assert form.cleaned_data["disclosure_number"] == "001234567890"
