"""What does the reading process make of a file, and what does it cost? Run as `feeds.parsing` runs it."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feeds.parsing import About
from tests.feeds.conftest import NOON

ROOT = Path(__file__).parents[2]
# What a process took at most is counted from before it began, when it was still a copy of us: so it says so itself.
RUN = (
    "import sys; from pathlib import Path; from feeds.formats.__main__ import main; main(*sys.argv[1:]);"
    " sys.stdout.flush(); print(Path('/proc/self/status').read_text(), file=sys.stderr)"
)


@dataclass(frozen=True)
class Outcome:
    """Its last line, how many lines there were, and what it took."""

    last: dict[str, Any]
    lines: int
    seconds: float  # of processor time
    peak_mb: float

    @property
    def error(self) -> Any:
        return self.last.get("error")


def read_apart(code: str, content: bytes | Iterable[bytes], *, mapping: Any = None, seconds: int = 20) -> Outcome:
    """Reads a file in the process apart, its limits in place."""
    with tempfile.TemporaryFile() as given:
        given.write(About(NOON, mapping).line())
        given.writelines([content] if isinstance(content, bytes) else content)
        given.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, code, "file", str(seconds)],
            cwd=ROOT, env={}, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        lines, last = last_of(process.stdout or ())
        status = process.stderr.read().decode() if process.stderr else ""
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return Outcome(json.loads(last), lines, used.ru_utime + used.ru_stime, int(peak[1]) / 1024 if peak else 1_000)


def last_of(lines: Iterable[bytes]) -> tuple[int, bytes]:
    """How many lines there are, and the last."""
    number, last = 0, b"{}"
    for number, last in enumerate(lines, 1):  # noqa: B007
        pass
    return number, last
