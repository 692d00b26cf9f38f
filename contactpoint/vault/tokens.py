"""How are two hidden values compared without showing either? (blind index)"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from contactpoint.vault.keys import ring

TOKEN_BYTES = 16
_BLOCK: Final = 64  # bytes of SHA-256
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))  # RFC 2104


def token(value: str, *, purpose: str) -> bytes:
    """A keyed fingerprint of an already normalised value; one key a purpose, so columns cannot be compared."""
    return tokens((value,), purpose=purpose)[0]


def tokens(values: Iterable[str], *, purpose: str) -> list[bytes]:
    """That of each. HMAC-SHA-256.

    What the key alone decides is reckoned once: a delivery asks for millions, and hmac.digest() prepares its key and
    its hash each time, seven times as much work as the value.
    """
    inner_half, outer_half = _halves(ring().derive(f"token:{purpose}"))
    begin, end, found = inner_half.copy, outer_half.copy, []
    for value in values:
        inner, outer = begin(), end()
        inner.update(value.encode())
        outer.update(inner.digest())
        found.append(outer.digest()[:TOKEN_BYTES])
    return found


@lru_cache(maxsize=100)  # purposes
def _halves(key: bytes) -> tuple[Any, Any]:
    """Both hashes of HMAC, each fed with the key; a key of the ring is shorter than a block."""
    padded = key.ljust(_BLOCK, b"\0")
    return hashlib.sha256(padded.translate(_INNER)), hashlib.sha256(padded.translate(_OUTER))
