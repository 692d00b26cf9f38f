"""What does a supplier find beside the folder it delivers to? Receipts in words, with nothing of a person, and
the values of the supplier's own that were corrected.

`receipts/` says what was taken or waits, and what became of its rows; `refused/` why something was not taken.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

TAKEN: Final = "receipts"
REFUSED: Final = "refused"


def leave(code: str, name: str, where: str, words: str, *, at: datetime, **facts: Any) -> None:
    """In place of what was said before of this name. Raises OSError."""
    said = {"file": name, "at": at.isoformat(timespec="seconds"), "outcome": words, **facts}
    _write(_path(code, where, f"{name}.json"), json.dumps(said, indent=2) + "\n")
    for other in {TAKEN, REFUSED} - {where}:
        _path(code, other, f"{name}.json").unlink(missing_ok=True)


def is_told(code: str, name: str) -> bool:
    return _path(code, TAKEN, f"{name}.json").exists()


def leave_report(code: str, name: str, text: str) -> None:
    """What became of the rows, when that is known; nothing where the folder is not there (any more)."""
    if settings.FEEDS_FOLDER and (settings.FEEDS_FOLDER / code).is_dir():
        _write(_path(code, TAKEN, f"{name}.report.txt"), text)


def leave_corrections(code: str, text: str) -> None:
    """What of the supplier's was corrected, in place of the last list; an empty one takes it away."""
    if not settings.FEEDS_FOLDER or not (settings.FEEDS_FOLDER / code).is_dir():
        return
    where = _path(code, TAKEN, "corrections.csv")
    if text:
        _write(where, text)
    else:
        where.unlink(missing_ok=True)


def _path(code: str, where: str, name: str) -> Path:
    folder: Path = settings.FEEDS_FOLDER  # type: ignore[assignment]  # nobody comes here without one
    return folder / code / where / name


def _write(path: Path, text: str) -> None:
    """Whole or not at all: somebody may be reading."""
    path.parent.mkdir(exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    with half.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
