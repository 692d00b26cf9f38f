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


def encrypt(plain: bytes, *, key: bytes, place: str) -> bytes:
    """`plain` under `key`, bound to its place."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def decrypt(kept: bytes, *, key: bytes, place: str) -> bytes:
    """The plain value. Raises CannotOpen."""
    try:
        return AESGCM(key).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(place) from error


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
