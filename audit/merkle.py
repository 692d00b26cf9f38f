"""What one hash stands for many leaves? The tree of RFC 6962 (certificate transparency), section 2.1."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

BYTES: Final = 32


def leaf(line: bytes) -> bytes:
    """A leaf's hash. Its first byte tells it from a node, so that no node passes for a leaf."""
    return sha256(b"\x00" + line).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash over all leaves in their order; of no leaf, that of nothing."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]
