"""Is a mistyped ContactPoint number found? (R-REC-1)"""

import re

from hypothesis import given
from hypothesis import strategies as st

from registry import number

NUMBERS = st.builds(number.new_number)


@given(NUMBERS)
def test_a_new_number_has_ten_digits_and_is_one(new: str) -> None:
    assert re.fullmatch(r"[1-9][0-9]{9}", new)
    assert number.parse(new) == new


@given(NUMBERS)
def test_a_number_is_read_as_it_is_shown(new: str) -> None:
    shown = number.shown(new)
    assert re.fullmatch(r"[0-9]{3} [0-9]{3} [0-9]{4}", shown)
    assert number.parse(shown) == number.parse(f"  {shown} ") == number.parse(shown.replace(" ", "-")) == new


@given(NUMBERS)
def test_every_single_wrong_digit_is_found(new: str) -> None:
    for position, right in enumerate(new):
        for wrong in set("0123456789") - {right}:
            assert number.parse(new[:position] + wrong + new[position + 1 :]) is None


def test_nearly_every_swap_of_neighbours_is_found() -> None:
    swaps = missed = 0
    for new in (number.new_number() for _ in range(2000)):
        for first in range(9):
            swapped = new[:first] + new[first + 1] + new[first] + new[first + 2 :]
            swaps += swapped != new
            missed += swapped != new and number.parse(swapped) is not None
    assert missed / swaps < 0.05


@given(st.text(max_size=20))
def test_anything_else_is_no_number_and_no_error(typed: str) -> None:
    assert number.parse(typed) is None or len(re.sub(r"[\s-]", "", typed)) == 10


def test_numbers_do_not_follow_one_another() -> None:
    many = [number.new_number() for _ in range(1000)]
    assert len(set(many)) == 1000
    assert many != sorted(many)


def test_digits_of_other_scripts_are_no_number() -> None:
    assert number.parse("\u0661" * 10) is None
