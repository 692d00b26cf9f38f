"""How is a value kept so that only its own row can give it back?

AES-256-GCM; the place it belongs to (table.column|row) is associated data, so a value copied to another row
fails to open (SEC-47). Written form: version, key name, nonce, ciphertext with tag.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contactpoint.vault.keys import ring

VERSION = b"\x01"
NONCE_BYTES = 12


class CannotOpen(Exception):
    """This value cannot be opened: its key is gone, or it was changed or moved."""


class Box:
    """Whatever one key closes and opens; made once where many values have one key, for that takes longest."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def encrypt(self, plain: bytes, *, place: str) -> bytes:
        """`plain`, bound to its place."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def decrypt(self, kept: bytes, *, place: str) -> bytes:
        """The plain value. Raises CannotOpen."""
        try:
            return self._cipher.decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(place) from error


def encrypt(plain: bytes, *, key: bytes, place: str) -> bytes:
    """`plain` under `key`, bound to its place."""
    return Box(key).encrypt(plain, place=place)


def decrypt(kept: bytes, *, key: bytes, place: str) -> bytes:
    """The plain value. Raises CannotOpen."""
    return Box(key).decrypt(kept, place=place)


def seal(text: str, *, place: str) -> bytes:
    """Text under the current key of the ring. `place` is `table.column|row`."""
    return head() + encrypt(text.encode(), key=ring().key(ring().current), place=place)


def head() -> bytes:
    """With what everything begins that is sealed under the key in force."""
    label = ring().current.encode()
    return VERSION + bytes([len(label)]) + label


def unseal(kept: bytes | memoryview, *, place: str) -> str:
    """The text again. Raises CannotOpen."""
    kept = bytes(kept)
    if kept[:1] != VERSION or len(kept) < 2:
        raise CannotOpen(place)
    end = 2 + kept[1]
    try:
        key = ring().key(kept[2:end].decode())
    except (KeyError, UnicodeDecodeError) as error:
        raise CannotOpen(place) from error
    return decrypt(kept[end:], key=key, place=place).decode()
