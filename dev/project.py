"""Which files make up the project? Those that are kept, not those that a run leaves behind."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
APPS: Final = ("contactpoint", "audit", "accounts", "registry", "shielding", "feeds", "oversight", "readiness")
PYTHON: Final = (*APPS, "dev", "bench", "tests")
_LEFT_BEHIND: Final = {".git", ".venv", ".local", "node_modules", "staticfiles", "vendor", "__pycache__", ".hypothesis"}
_CACHES: Final = "_cache"


def files(*folders: str, suffixes: tuple[str, ...] = ()) -> Iterator[Path]:
    """Every kept file below these folders of the project (below all of it without any), with one of the suffixes."""
    for start in [ROOT / folder for folder in folders] or [ROOT]:
        for folder, below, names in os.walk(start):
            below[:] = sorted(name for name in below if name not in _LEFT_BEHIND and not name.endswith(_CACHES))
            for name in sorted(names):
                if name not in _LEFT_BEHIND and (not suffixes or name.endswith(suffixes)):
                    yield Path(folder) / name


def named(path: Path) -> str:
    """As people write it: from the project's own folder on."""
    return path.relative_to(ROOT).as_posix()
