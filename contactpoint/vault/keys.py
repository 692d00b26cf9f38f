"""Which key is in force, and which old ones can still be read?

The ring comes from the environment, outside the database, so that a stolen database opens nothing (R-SHIELD-7).
"""

import base64
import hmac
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32  # AES-256
PRACTICE = "practice"
LONGEST_NAME = 255  # its length is written in one byte


@dataclass(frozen=True)
class KeyRing:
    """Named keys; `current` writes, all read, `tokens` makes the keys for comparing and is never rotated alone."""

    current: str
    tokens: str
    keys: dict[str, bytes]
    derived: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)  # reckoned once: asked per row

    def key(self, name: str) -> bytes:
        """The key of that name. Raises KeyError when it has left the ring."""
        return self.keys[name]

    def derive(self, purpose: str) -> bytes:
        """A key for one purpose alone, that survives rotation of the current one."""
        if purpose not in self.derived:
            self.derived[purpose] = hmac.digest(self.keys[self.tokens], b"derive:" + purpose.encode(), "sha256")
        return self.derived[purpose]


def read_ring(described: dict[str, Any]) -> KeyRing:
    """The ring that the settings describe. Raises ImproperlyConfigured, saying what to put right."""
    try:
        keys = {name: base64.b64decode(text, validate=True) for name, text in described["keys"].items()}
        current = str(described["current"])
        # With a second key in the ring, guessing which one made the tokens would one day make every token worthless.
        tokens = str(described.get("tokens", "")) if len(keys) > 1 else next(iter(keys), "")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ImproperlyConfigured("KEY_RING needs 'current' and 'keys' with base64 values.") from error
    if not {current, tokens} <= keys.keys():
        raise ImproperlyConfigured("KEY_RING: 'current' and, with several keys, 'tokens' each name one of them.")
    if any(len(key) != KEY_BYTES for key in keys.values()) or any(len(name.encode()) > LONGEST_NAME for name in keys):
        raise ImproperlyConfigured(f"KEY_RING: every key has {KEY_BYTES} bytes, and a name of {LONGEST_NAME} at most.")
    return KeyRing(current, tokens, keys)


def refuse_ring_of_another(described: Any, *, practice: bool) -> None:
    """Raises ImproperlyConfigured where the ring of the live registry and that of its practice area changed places.

    Their keys are told apart by name: in a practice area every one begins with "practice", elsewhere none does.
    """
    keys = described.get("keys") if isinstance(described, dict) else None
    if isinstance(keys, dict) and any(str(name).startswith(PRACTICE) != practice for name in keys):
        own = f"Only keys whose names begin with '{PRACTICE}' open a practice area"
        raise ImproperlyConfigured(f"{own}, and they open nothing else. Is KEY_RING that of another installation?")


@cache
def ring() -> KeyRing:
    return read_ring(settings.KEY_RING)
