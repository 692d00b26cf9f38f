"""Keys that seal in these tests alone."""

import base64

import pytest

from audit.signing import SealKeys, read_keys


@pytest.fixture
def keys() -> SealKeys:
    return read_keys(base64.b64encode(b"k" * 32).decode(), [])
