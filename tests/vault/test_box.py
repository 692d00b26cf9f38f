"""Does a sealed value open in its own place, and nowhere else? (SEC-47)"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactpoint.vault import box
from tests.vault import rings
from tests.vault.conftest import Turn

PLACE = "registry_address.lines|1"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_opens_in_its_place(text: str, place: str) -> None:
    assert box.unseal(box.seal(text, place=place), place=place) == text


def test_a_value_moved_to_another_row_or_column_does_not_open() -> None:
    kept = box.seal("12 Mill Lane", place=PLACE)
    for elsewhere in ("registry_address.lines|2", "registry_address.town|1", ""):
        with pytest.raises(box.CannotOpen):
            box.unseal(kept, place=elsewhere)


def test_a_value_changed_in_any_byte_does_not_open() -> None:
    kept = box.seal("12 Mill Lane", place=PLACE)
    for position in range(len(kept)):
        changed = bytearray(kept)
        changed[position] ^= 0x81
        with pytest.raises(box.CannotOpen):
            box.unseal(bytes(changed), place=PLACE)


def test_a_value_cut_short_anywhere_does_not_open() -> None:
    kept = box.seal("12 Mill Lane", place=PLACE)
    for length in range(len(kept)):
        with pytest.raises(box.CannotOpen):
            box.unseal(kept[:length], place=PLACE)


def test_the_same_text_is_never_written_the_same_way_twice() -> None:
    assert box.seal("12 Mill Lane", place=PLACE) != box.seal("12 Mill Lane", place=PLACE)


def test_what_was_sealed_before_a_rotation_still_opens_and_the_new_key_writes(turn: Turn) -> None:
    before = box.seal("12 Mill Lane", place=PLACE)
    turn(rings.ROTATED)
    after = box.seal("12 Mill Lane", place=PLACE)
    assert box.unseal(before, place=PLACE) == box.unseal(memoryview(after), place=PLACE) == "12 Mill Lane"
    turn(rings.OLD_GONE)
    assert box.unseal(after, place=PLACE) == "12 Mill Lane"


def test_nothing_opens_when_its_key_has_left_the_ring(turn: Turn) -> None:
    kept = box.seal("12 Mill Lane", place=PLACE)
    turn(rings.OLD_GONE)
    with pytest.raises(box.CannotOpen) as refusal:
        box.unseal(kept, place=PLACE)
    assert "Mill" not in str(refusal.value)
