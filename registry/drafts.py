"""Where do the answers about a new child wait until they are checked? Sealed, and gone when the person signs out.

They are kept as typed, so that coming back to the form shows what was typed.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, MutableMapping
from typing import Any, Final
from uuid import UUID

from contactpoint.vault import box

_KEPT_AS: Final = "new_child"


def keep(session: MutableMapping[str, Any], search: UUID, typed: Mapping[str, str]) -> None:
    """One draft at a time: the answers of an earlier search are forgotten."""
    sealed = box.seal(json.dumps(dict(typed)), place=_place(search))
    session[_KEPT_AS] = {"search": str(search), "sealed": b64encode(sealed).decode()}


def kept(session: Mapping[str, Any], search: UUID) -> dict[str, str] | None:
    """What was typed after that search; None when there is nothing."""
    draft = session.get(_KEPT_AS)
    if not draft or draft["search"] != str(search):
        return None
    return dict(json.loads(box.unseal(b64decode(draft["sealed"]), place=_place(search))))


def forget(session: MutableMapping[str, Any]) -> None:
    session.pop(_KEPT_AS, None)


def _place(search: UUID) -> str:
    return f"session.new_child|{search}"
