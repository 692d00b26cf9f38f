"""What does a delivery say of itself, beside its file? (security.md 3.3)"""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from feeds.formats.row import FeedError
from feeds.reasons import Reason

BYTES: Final = 10_000
AHEAD: Final = timedelta(minutes=10)  # by which a supplier's clock may be fast
_NAMES: Final = {"count", "sha256", "sequence", "as_at"}
_MOST: Final = 2**31


@dataclass(frozen=True)
class Manifest:
    """How many rows, which bytes, which delivery of the source's own count, and what moment it describes."""

    count: int
    sha256: bytes
    sequence: int | None = None
    as_at: datetime | None = None


def read_manifest(content: bytes, *, at: datetime) -> Manifest:
    """Raises FeedError(MANIFEST_WRONG)."""
    try:
        if len(content) > BYTES:
            raise ValueError
        return _manifest(json.loads(content, object_pairs_hook=_once), at=at)
    except (ValueError, TypeError, RecursionError) as error:
        raise FeedError(Reason.MANIFEST_WRONG) from error


def _manifest(said: Any, *, at: datetime) -> Manifest:
    if not isinstance(said, dict) or not {"count", "sha256"} <= said.keys() <= _NAMES:
        raise ValueError
    if not re.fullmatch("[0-9a-fA-F]{64}", said["sha256"]):
        raise ValueError
    sequence, as_at = said.get("sequence"), said.get("as_at")
    return Manifest(
        count=_number(said["count"]),
        sha256=bytes.fromhex(said["sha256"]),
        sequence=None if sequence is None else _number(sequence),
        as_at=None if as_at is None else _moment(as_at, at=at),
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def _number(said: Any) -> int:
    if type(said) is not int or not 0 <= said < _MOST:
        raise ValueError
    return said


def _moment(said: Any, *, at: datetime) -> datetime:
    """With its offset from UTC, and not of the future: that would beat all that is said until then."""
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None or moment > at + AHEAD:
        raise ValueError
    return moment
