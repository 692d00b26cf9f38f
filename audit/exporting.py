"""How do seals leave the machine? As lines of a file that only grows, out of the owner's reach (R-AUDIT-2)."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from audit.models import Seal
from audit.notes import Note


class NotThisLog(Exception):
    """The file holds seals of another log, or of one that was rewritten. Its text says what to do."""


def notes(*, after: int = 0) -> Iterator[Note]:
    """The signed notes of the seals behind that number, in their order."""
    for one in Seal.objects.defer("events", "leaves").filter(number__gt=after).order_by("number").iterator():
        yield one.note


def read_notes(file: IO[str]) -> list[Note]:
    """The notes of an exported file. Raises NotANote, as it does for a line that was cut off."""
    return [Note.read(line) for line in file if line.strip()]


def append_to(path: Path) -> int:
    """Writes to the file what it does not hold yet, and waits until it is on the disk. How many seals that were.

    A line that a crash cut off is written anew. Raises NotThisLog, and OSError where the file cannot be written.
    """
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last = _last_note(file)
        if last and not Seal.objects.filter(pk=last.number, root=last.root).exists():
            raise NotThisLog(
                f"{path} ends with seal {last.number}, which this log does not hold. Run verify_audit --against it; "
                "for a new log, name a new file in SEALS_FILE."
            )
        new = [note.line for note in notes(after=last.number if last else 0)]
        file.write("".join(f"{line}\n" for line in new).encode())
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def _last_note(file: IO[bytes]) -> Note | None:
    """The last whole line; what stands behind it is cut off."""
    file.seek(0)
    text = file.read()
    whole = text[: text.rfind(b"\n") + 1]
    file.truncate(len(whole))
    lines = whole.decode().splitlines()
    return Note.read(lines[-1]) if lines else None
