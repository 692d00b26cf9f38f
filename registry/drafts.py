"""Where do answers about a child wait until they are checked? Sealed, and gone when the person signs out.

They are kept as typed, so that coming back to the form shows what was typed.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, MutableMapping
from typing import Any, Final
from uuid import UUID

from contactpoint.vault import box

NEW_CHILD: Final = "new_child"  # after a search
MATCH: Final = "match"  # about a waiting row, or two records


def keep(session: MutableMapping[str, Any], search: UUID, typed: Mapping[str, str], *, what: str = NEW_CHILD) -> None:
    """One draft of a kind at a time: the answers of an earlier search are forgotten."""
    sealed = box.seal(json.dumps(dict(typed)), place=_place(search, what))
    session[what] = {"search": str(search), "sealed": b64encode(sealed).decode()}


def kept(session: Mapping[str, Any], search: UUID, *, what: str = NEW_CHILD) -> dict[str, str] | None:
    """What was typed after that search; None when there is nothing."""
    draft = session.get(what)
    if not draft or draft["search"] != str(search):
        return None
    return dict(json.loads(box.unseal(b64decode(draft["sealed"]), place=_place(search, what))))


def forget(session: MutableMapping[str, Any], *, what: str = NEW_CHILD) -> None:
    session.pop(what, None)


def _place(search: UUID, what: str) -> str:
    return f"session.{what}|{search}"
