"""What did the fuzzer find worth keeping? By target: small inputs that together reach what was reached (SEC-31)."""

import base64
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

CORPUS: Final = Path(__file__).parent / "corpus"
LONGEST, MOST = 4_000, 20_000  # bytes: of one input, and of all those of a target


def kept(name: str) -> list[bytes]:
    path = _path(name)
    return [base64.b64decode(one) for one in json.loads(gzip.decompress(path.read_bytes()))] if path.exists() else []


def keep(name: str, found: Iterable[bytes]) -> None:
    """The smallest of them, as many as there is room for."""
    chosen: list[str] = []
    room = MOST
    for one in sorted(set(found), key=lambda one: (len(one), one)):
        room -= len(one)
        if len(one) > LONGEST or room < 0:
            break
        chosen.append(base64.b64encode(one).decode())
    CORPUS.mkdir(exist_ok=True)
    _path(name).write_bytes(gzip.compress(json.dumps(chosen, indent=0).encode(), mtime=0))


def _path(name: str) -> Path:
    return CORPUS / f"{name.replace(' ', '-')}.json.gz"
