"""How are a file and its rows kept so that only this program can read them, each in its own place?"""

import json
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from contactpoint.vault.box import Box, CannotOpen
from feeds.models import Delivery
from registry.assertion import Assertion


class Said(NamedTuple):
    """What one row says: its key, the area that says so, and the written form of its assertion."""

    key: str
    authority: str
    text: str

    def read(self) -> Assertion:
        return Assertion.from_text(self.text)


class Sealer:
    """Seals what belongs to one delivery, under the delivery's own key. Raises CannotOpen once that is destroyed."""

    def __init__(self, delivery: Delivery) -> None:
        if delivery.content_key is None:
            raise CannotOpen(f"feeds_deliverypart.sealed|{delivery.pk}")
        self.delivery: UUID = delivery.pk
        self.box = Box(delivery.content_key.opened())
        self._rows = f"feeds_stagedrow.sealed|{self.delivery}/"

    def seal_part(self, number: int, content: bytes) -> bytes:
        return self.box.encrypt(content, place=self._part(number))

    def open_part(self, number: int, sealed: bytes | memoryview) -> bytes:
        """Raises box.CannotOpen."""
        return self.box.decrypt(bytes(sealed), place=self._part(number))

    def seal_row(self, number: int, said: Said) -> bytes:
        # One text a line: a key holds no line end, and the written form of an assertion neither.
        text = "\n".join((said.key, said.authority, said.text))
        return self.box.encrypt(text.encode(), place=self._row(number))

    def open_row(self, number: int, sealed: bytes | memoryview) -> Said:
        """Raises box.CannotOpen."""
        text = self.box.decrypt(bytes(sealed), place=self._row(number))
        key, authority, assertion = text.decode().split("\n")
        return Said(key, authority, assertion)

    def seal_cells(self, number: int, cells: Mapping[str, str]) -> bytes:
        """A row that could not be read, as it came: where -> text."""
        text = json.dumps(dict(cells), separators=(",", ":"))
        return self.box.encrypt(text.encode(), place=self._row(number))

    def open_cells(self, number: int, sealed: bytes | memoryview | None) -> dict[str, str]:
        """Empty where none were kept: the row could be read, and is in quarantine for what it says.

        Raises box.CannotOpen.
        """
        text = self.box.decrypt(bytes(sealed), place=self._row(number)) if sealed else b""
        cells: dict[str, str] = json.loads(text) if text.startswith(b"{") and b"\n" not in text else {}
        return cells

    def _part(self, number: int) -> str:
        return f"feeds_deliverypart.sealed|{self.delivery}/{number}"

    def _row(self, number: int) -> str:
        return f"{self._rows}{number}"
