"""What of a seal is signed, and leaves the machine? One short line a seal, that a person can read (R-AUDIT-2)."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple, Self

FIRST: Final = b"\x00" * 32  # what the first seal follows
_PARTS: Final = 7


class NotANote(ValueError):
    """A line that is no seal. Its text says which one."""


class Note(NamedTuple):
    """The `number`th seal: `size` events, the root of their tree, and the hash of the note before it."""

    number: int
    at: datetime
    size: int
    root: bytes
    previous: bytes
    key: str = ""
    signature: bytes = b""

    @property
    def signed(self) -> bytes:
        """What the key signs."""
        return f"contactpoint-seal {self._said}".encode()

    @property
    def hash(self) -> bytes:
        """What the next note names as the one before it."""
        return sha256(self.signed).digest()

    @property
    def line(self) -> str:
        """The note as it is exported."""
        return f"{self._said} {self.key} {self.signature.hex()}"

    @property
    def _said(self) -> str:
        when = self.at.astimezone(UTC).isoformat()
        return f"{self.number} {when} {self.size} {self.root.hex()} {self.previous.hex()}"

    @classmethod
    def read(cls, line: str) -> Self:
        """The note of an exported line. Raises NotANote."""
        parts = line.split()
        try:
            number, at, size, root, previous, key, signature = parts
            return cls(
                int(number),
                datetime.fromisoformat(at),
                int(size),
                bytes.fromhex(root),
                bytes.fromhex(previous),
                key,
                bytes.fromhex(signature),
            )
        except ValueError as error:
            raise NotANote(f"“{line.strip()[:40]}” is not a seal: a seal is {_PARTS} words on one line.") from error
