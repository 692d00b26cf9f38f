"""Is what somebody is about to write over still what their page showed? (R-LARA-3, ux.md 1.1)"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


class Overtaken(Exception):
    """A colleague changed it first: nothing is saved. `kept`: what stands there now; `now`: its mark."""

    def __init__(self, kept: Mapping[Any, Any]) -> None:
        super().__init__()
        self.kept, self.now = kept, mark_of(kept)


def mark_of(said: object) -> str:
    """Another one when anything of it changes."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def refuse_overtaken(kept: Mapping[Any, Any], seen: str | None) -> None:
    """Raises Overtaken unless `seen` is the mark of this. None: it was given without a page that showed one."""
    if seen is not None and seen != mark_of(kept):
        raise Overtaken(kept)
