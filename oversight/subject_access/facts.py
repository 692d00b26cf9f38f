"""How is one thing that may be handed out kept, and how does it read? (R-AUDIT-4)"""

import json
from dataclasses import asdict, dataclass
from typing import Final

from contactpoint.vault.box import Box, CannotOpen
from contactpoint.vault.models import DataKey
from oversight.subject_access.models import AccessFile, AccessItem, AccessRequest

LOOKED: Final = "Who looked at your record"
NAMED: Final = "Who saw your name in a list"


@dataclass(frozen=True)
class Fact:
    """All of it is words, as they will be read."""

    section: str
    label: str
    value: str
    source: str = ""
    as_at: str = ""


class Sealer:
    """Seals and opens what belongs to one request; each thing in its own place. Raises box.CannotOpen."""

    def __init__(self, request: AccessRequest) -> None:
        if request.content_key is None:
            raise CannotOpen(str(request.pk))  # destroyed
        key = DataKey.objects.get(pk=request.content_key)
        self._box = Box(key.opened())

    def seal_fact(self, item: AccessItem, fact: Fact) -> bytes:
        return self._box.encrypt(json.dumps(asdict(fact)).encode(), place=f"oversight_accessitem.sealed|{item.pk}")

    def fact(self, item: AccessItem) -> Fact:
        """Raises box.CannotOpen."""
        kept = self._box.decrypt(bytes(item.sealed), place=f"oversight_accessitem.sealed|{item.pk}")
        return Fact(**json.loads(kept))

    def seal_file(self, file: AccessFile, content: bytes) -> bytes:
        return self._box.encrypt(content, place=f"oversight_accessfile.sealed|{file.pk}")

    def file(self, file: AccessFile) -> bytes:
        """Raises box.CannotOpen."""
        return self._box.decrypt(bytes(file.sealed), place=f"oversight_accessfile.sealed|{file.pk}")
