"""What are the cells of an XLSX from anywhere? Asked only in a process that has nothing to lose (security.md 3)."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any


class NoWorkbook(Exception):
    """The bytes are no XLSX, or a damaged one."""


class TooCostly(Exception):
    """The workbook unpacks to more than an honest one does."""


@dataclass(frozen=True)
class Limits:
    """How much a workbook may hold."""

    unpacked: int  # bytes, for it is an archive
    members: int = 200
    ratio: int = 100  # unpacked to packed; ordinary sheets stay below 40


def xlsx_rows(content: bytes, limits: Limits, *, sheet: str = "") -> Iterator[tuple[int, list[str]]]:
    """Each row of that sheet, or of the first, with its number; of a formula what it came to.

    Raises NoWorkbook, TooCostly.
    """
    from openpyxl import load_workbook  # half a second, which the reader of any other file would wait for

    try:
        _refuse_bombs(content, limits)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        chosen = book[sheet] if sheet else book.worksheets[0]
        chosen.reset_dimensions()  # what the file claims of its size
        for number, row in enumerate(chosen.iter_rows(values_only=True), 1):
            cells = [_text(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            yield number, cells
    except (TooCostly, MemoryError):
        raise
    except Exception as error:  # whatever a damaged archive does to its readers, it is no XLSX
        raise NoWorkbook from error


def _refuse_bombs(content: bytes, limits: Limits) -> None:
    """Unpacks it once and keeps nothing: the sizes that an archive declares are only claims."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members, unpacked = archive.infolist(), 0
        if len(members) > limits.members:
            raise TooCostly
        for member in members:
            with archive.open(member) as stream:
                while part := stream.read(1 << 16):
                    unpacked += len(part)
                    if unpacked > limits.unpacked or unpacked > max(limits.ratio * len(content), 1_000_000):
                        raise TooCostly


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
