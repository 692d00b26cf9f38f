"""Does a ring that cannot work say so before anything is written under it?"""

import base64
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from contactpoint.vault.keys import read_ring
from tests.vault import rings

SHORT = base64.b64encode(b"short").decode()


@pytest.mark.parametrize(
    "described",
    [
        {},
        [],
        "k1",
        {"current": "old"},
        {"keys": {"old": rings.A}},
        {"current": "other", "keys": {"old": rings.A}},
        {"current": "old", "keys": {"old": SHORT}},
        {"current": "old", "keys": {"old": "not base64!"}},
        {"current": "old", "keys": {"old": "clé"}},
        {"current": "old", "keys": {"old": None}},
        {"current": ["old"], "keys": {"old": rings.A}},
        {"current": "old", "tokens": "other", "keys": {"old": rings.A, "new": rings.B}},
        {"current": "n" * 256, "keys": {"n" * 256: rings.A}},
        {"current": "old", "keys": {}},
    ],
)
def test_a_ring_that_cannot_work_is_refused(described: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="KEY_RING"):
        read_ring(described)


def test_a_ring_of_two_keys_says_which_one_makes_tokens() -> None:
    """Else the order of a JSON object would decide whether yesterday's tokens are found today."""
    with pytest.raises(ImproperlyConfigured, match="tokens"):
        read_ring({"current": "new", "keys": {"new": rings.B, "old": rings.A}})


def test_a_refusal_does_not_show_a_key() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_ring({"current": "old", "keys": {"old": SHORT}})
    assert SHORT not in str(refusal.value)
