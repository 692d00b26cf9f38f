"""Can hidden values be compared, only where that was meant?"""

import hmac

import pytest

from contactpoint.vault.keys import ring
from contactpoint.vault.tokens import token
from tests.vault import rings
from tests.vault.conftest import Turn


def test_equal_values_have_equal_tokens_and_others_do_not() -> None:
    assert token("smith", purpose="surname") == token("smith", purpose="surname")
    assert token("smith", purpose="surname") != token("smyth", purpose="surname")


def test_tokens_of_one_value_for_two_purposes_cannot_be_compared() -> None:
    assert token("smith", purpose="surname") != token("smith", purpose="postcode")


def test_a_token_stays_what_it_was_when_the_current_key_is_rotated(turn: Turn) -> None:
    before = token("smith", purpose="surname")
    turn(rings.ROTATED)
    assert token("smith", purpose="surname") == before


def test_a_token_cannot_be_made_without_the_ring(turn: Turn) -> None:
    before = token("smith", purpose="surname")
    turn(rings.OLD_GONE)
    assert token("smith", purpose="surname") != before


@pytest.mark.parametrize("value", ["", "smith", "łukasz", "x" * 1_000], ids=["empty", "short", "not ASCII", "long"])
def test_a_token_is_the_beginning_of_a_usual_hmac(value: str) -> None:
    """What was made elsewhere, or by another version of this program, is found again."""
    usual = hmac.digest(ring().derive("token:surname"), value.encode(), "sha256")
    assert token(value, purpose="surname") == usual[:16]
