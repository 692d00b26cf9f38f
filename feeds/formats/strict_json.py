"""What does JSON from anywhere hold, read strictly: no key twice, no number that is none, no value of another kind?"""

import json
from typing import Any, NoReturn

from feeds.formats import values
from feeds.formats.row import LONGEST_LIST, BadValue
from feeds.reasons import Reason

Json = dict[str, Any]


def loaded(line: str) -> Json | Reason:
    """The object that is written there, or why it is none. A key given twice could unshield: it is refused (SEC-29)."""
    try:
        found = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except BadValue as error:
        return error.reason
    except (ValueError, RecursionError):
        return Reason.JSON_BROKEN
    return found if isinstance(found, dict) else Reason.JSON_BROKEN


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadValue(Reason.DUP_KEY)
    return found


def _no_number(constant: str) -> NoReturn:
    raise BadValue(Reason.JSON_BROKEN)


def text(holder: Json, name: str) -> str:
    """A text of that name, empty when absent. Another kind of value is an error of the row."""
    found = holder.get(name, "")
    if not isinstance(found, str):
        raise BadValue(Reason.JSON_SHAPE, name)
    return values.text(found, name)


def an_object(holder: Json, name: str) -> Json:
    found = holder.get(name, {})
    if not isinstance(found, dict):
        raise BadValue(Reason.JSON_SHAPE, name)
    return found


def objects(holder: Json, name: str) -> list[Json]:
    found = holder.get(name, [])
    if not isinstance(found, list) or len(found) > LONGEST_LIST or not all(isinstance(one, dict) for one in found):
        raise BadValue(Reason.JSON_SHAPE, name)
    return found


def texts(holder: Json, name: str) -> list[str]:
    found = holder.get(name, [])
    if not isinstance(found, list) or len(found) > LONGEST_LIST or not all(isinstance(one, str) for one in found):
        raise BadValue(Reason.JSON_SHAPE, name)
    return [values.text(one, name) for one in found]
