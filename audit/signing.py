"""Who signed a seal? Ed25519 keys from the environment: the database holds neither of them (R-AUDIT-2).

Only the worker that seals needs the private key. Whoever verifies needs the public ones, of former keys too.
"""

import base64
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES: Final = 32
_NAME_LETTERS: Final = 16


@dataclass(frozen=True)
class SealKeys:
    """The key that seals, if this process has it, and those that are believed, by name."""

    private: Ed25519PrivateKey | None
    public: dict[str, Ed25519PublicKey]

    def sign(self, text: bytes) -> tuple[str, bytes]:
        """The name of the key, and its signature. Raises ImproperlyConfigured where no key seals here."""
        if self.private is None:
            raise ImproperlyConfigured("Set SEAL_KEY for the worker: without it the log is not sealed.")
        return name_of(self.private.public_key()), self.private.sign(text)

    def believes(self, text: bytes, *, name: str, signature: bytes) -> bool:
        """Whether the key of that name, one of ours, signed this."""
        key = self.public.get(name)
        if key is None:
            return False
        try:
            key.verify(signature, text)
        except InvalidSignature:
            return False
        return True


def name_of(key: Ed25519PublicKey) -> str:
    """A key is named by what it is, so that no other can take its name."""
    return sha256(key.public_bytes_raw()).hexdigest()[:_NAME_LETTERS]


def read_keys(private: str, public: list[str]) -> SealKeys:
    """The keys that the settings describe. Raises ImproperlyConfigured, saying what to put right."""
    try:
        ours = Ed25519PrivateKey.from_private_bytes(_bytes_of(private)) if private else None
        believed = [Ed25519PublicKey.from_public_bytes(_bytes_of(text)) for text in public]
    except ValueError as error:
        problem = f"SEAL_KEY and each of SEAL_PUBLIC_KEYS are base64 of {KEY_BYTES} bytes."
        raise ImproperlyConfigured(f"{problem} `make_seal_key` makes them.") from error
    if ours:
        believed.append(ours.public_key())
    return SealKeys(ours, {name_of(key): key for key in believed})


def made_key() -> tuple[str, str]:
    """A new key: its private and its public part, as the settings take them."""
    made = Ed25519PrivateKey.generate()
    return _text_of(made.private_bytes_raw()), _text_of(made.public_key().public_bytes_raw())


@cache
def seal_keys() -> SealKeys:
    return read_keys(settings.SEAL_KEY, settings.SEAL_PUBLIC_KEYS)


def _bytes_of(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _text_of(key: bytes) -> str:
    return base64.b64encode(key).decode()
