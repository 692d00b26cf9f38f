"""What do suppliers leave in their folders? Files and manifests, as old as the test wants them looked at."""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from feeds.folder import collect


def left(folder: Path, name: str, content: bytes, *, count: int = 3, **said: Any) -> None:
    """A whole delivery: the manifest last."""
    (folder / name).write_bytes(content)
    told = {"count": count, "sha256": hashlib.sha256(content).hexdigest(), **said}
    (folder / f"{name}.manifest.json").write_text(json.dumps(told), "utf-8")


def later(**time: Any) -> datetime:
    """What the test has just written is that old then: its age is by the machine's clock."""
    return timezone.now() + timedelta(**time)


def collected(at: datetime | None = None) -> int:
    """Looks until there is nothing more to take; how many things were taken."""
    taken, at = 0, at or later(minutes=2)
    while collect(at=at):
        taken += 1
        assert taken < 50, "the same thing is taken again and again"
    return taken


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def receipt(folder: Path, where: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / where / f"{name}.json").read_text("utf-8"))
    return found
