"""A ring of keys that a test can turn."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import override_settings

from contactpoint.vault import keys
from tests.vault import rings

Turn = Callable[[dict[str, Any]], None]


@pytest.fixture
def turn() -> Iterator[Turn]:
    """Puts another ring in force for the rest of the test."""
    with ExitStack() as turned:

        def put(described: dict[str, Any]) -> None:
            turned.enter_context(override_settings(KEY_RING=described))
            keys.ring.cache_clear()

        put(rings.OLD)
        yield put
    keys.ring.cache_clear()
