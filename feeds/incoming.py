"""What lies in the folder of one source, and is it whole? (SEC-30)

Everything is asked of the folder that was opened, by names without a way in them: a link that a supplier puts there, or
puts in place of something while it is being looked at, leads nowhere.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from feeds.formats.row import FeedError
from feeds.manifest import BYTES, Manifest, read_manifest
from feeds.reasons import Reason

MANIFEST: Final = ".manifest.json"
MOST: Final = 2_000  # entries that are looked at
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,149}")
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


@dataclass(frozen=True)
class Entry:
    """`changed` by the machine's own clock: what a sender says of the age of a file does not count."""

    name: str
    changed: datetime
    is_file: bool  # and has no second name elsewhere
    is_folder: bool
    is_open: bool  # to us: a sender whose own file is for nobody else sends its mode along

    @property
    def is_plain(self) -> bool:
        return self.is_file and bool(_NAME.fullmatch(self.name))


class Incoming:
    """The open folder."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def entries(self) -> dict[str, Entry]:
        """By name. Raises OSError."""
        found: dict[str, Entry] = {}
        with os.scandir(self._descriptor) as entries:
            for entry in entries:
                if len(found) == MOST:
                    break
                try:
                    found[entry.name] = self._entry(entry)
                except FileNotFoundError:  # moved away meanwhile
                    continue
        return found

    def _entry(self, entry: "os.DirEntry[str]") -> Entry:
        found = entry.stat(follow_symlinks=False)
        is_file = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
        return Entry(
            entry.name,
            changed=datetime.fromtimestamp(found.st_ctime, UTC),
            is_file=is_file,
            is_folder=stat.S_ISDIR(found.st_mode),
            is_open=is_file and os.access(entry.name, os.R_OK, dir_fd=self._descriptor, effective_ids=True),
        )

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """Raises OSError, also for what became a link meanwhile."""
        with os.fdopen(os.open(name, _FILE, dir_fd=self._descriptor), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError("not a file")
            yield file

    def manifest(self, name: str, *, at: datetime) -> Manifest | Reason:
        """Of the delivery of that name; the reason when it is none. Raises OSError."""
        with self.opened(name + MANIFEST) as file:
            content = file.read(BYTES + 1)
        try:
            return read_manifest(content, at=at)
        except FeedError as error:
            return error.reason

    def remove(self, name: str) -> None:
        """Also when it has gone already. Raises OSError."""
        try:
            os.unlink(name, dir_fd=self._descriptor)
        except FileNotFoundError:
            return


@contextmanager
def incoming(folder: Path) -> Iterator[Incoming | None]:
    """None where nothing can be delivered to: no such folder, or a link in its place."""
    opened: list[int] = []
    try:
        opened.append(os.open(folder, _FOLDER))
        opened.append(os.open("incoming", _FOLDER, dir_fd=opened[0]))
    except OSError:
        yield None
    else:
        yield Incoming(opened[1])
    finally:
        for descriptor in opened:
            os.close(descriptor)
