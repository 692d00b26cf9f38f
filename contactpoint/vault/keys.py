"""Which key is in force, and which old ones can still be read?

The ring comes from the environment, outside the database, so that a stolen database opens nothing (R-SHIELD-7).
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32  # AES-256


@dataclass(frozen=True)
class KeyRing:
    """Named keys; `current` writes, all read, `tokens` makes the keys for comparing and is never rotated alone."""

    current: str
    tokens: str
    keys: dict[str, bytes]

    def key(self, name: str) -> bytes:
        """The key of that name. Raises KeyError when it has left the ring."""
        return self.keys[name]

    def derive(self, purpose: str) -> bytes:
        """A key for one purpose alone, that survives rotation of the current one."""
        return hmac.new(self.keys[self.tokens], b"derive:" + purpose.encode(), hashlib.sha256).digest()


def read_ring(described: dict[str, Any]) -> KeyRing:
    """The ring that the settings describe. Raises ImproperlyConfigured, saying what to put right."""
    try:
        keys = {name: base64.b64decode(text, validate=True) for name, text in described["keys"].items()}
        current = described["current"]
        tokens = described.get("tokens", next(iter(keys), ""))
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ImproperlyConfigured("KEY_RING needs 'current' and 'keys' with base64 values.") from error
    if not {current, tokens} <= keys.keys() or any(len(key) != KEY_BYTES for key in keys.values()):
        raise ImproperlyConfigured(
            f"KEY_RING: every key has {KEY_BYTES} bytes; 'current' and 'tokens' name two of them."
        )
    return KeyRing(current, tokens, keys)


@cache
def ring() -> KeyRing:
    return read_ring(settings.KEY_RING)
