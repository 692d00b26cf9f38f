"""Which rings do the tests of the vault turn? Keys of the same bytes, so that nobody mistakes them for secrets."""

import base64
from typing import Any

A, B = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))

OLD: dict[str, Any] = {"current": "old", "keys": {"old": A}}
ROTATED: dict[str, Any] = {"current": "new", "tokens": "old", "keys": {"new": B, "old": A}}
OLD_GONE: dict[str, Any] = {"current": "new", "keys": {"new": B}}
