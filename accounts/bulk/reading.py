"""Which rows does an uploaded file have, by the columns of the template? (R-USER-5, SEC-24)"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from accounts.bulk import table
from accounts.bulk.table import Mistake

NAMED: Final = 12  # columns, at most, of those that a wrong file has
Columns = Mapping[str, str]  # field by its label


@dataclass(frozen=True)
class FileRow:
    line: int
    values: dict[str, str]


def read(content: bytes, *, file_name: str, columns: Columns, required: Sequence[str]) -> list[FileRow]:
    """The rows below the header. `required` are labels. Raises Mistake."""
    refuse_format(content, file_name=file_name)
    rows = cells_of(content)
    if not rows:
        raise Mistake("The selected file is empty")
    header = fields(rows[0][1], columns=columns, required=required)
    if len(rows) == 1:
        raise Mistake("The selected file has a header and no rows")
    return [_row(line, cells, header) for line, cells in rows[1:]]


def refuse_format(content: bytes, *, file_name: str) -> None:
    """The ending and the content must agree, so that nobody is surprised by what was read."""
    ending, archive = file_name.lower().rpartition(".")[2], content.startswith(table.ARCHIVE)
    if (ending, archive) not in (("csv", False), ("xlsx", True)):
        raise Mistake(table.WRONG_FORMAT)


def fields(header: Sequence[str], *, columns: Columns, required: Sequence[str]) -> list[str]:
    """The field of each column. Raises Mistake, which names what is there and what to change."""
    by_label = {_plain(label): (label, field) for label, field in columns.items()}
    found = [by_label.get(_plain(name)) for name in header]
    labels = [one[0] for one in found if one]
    missing = [label for label in required if label not in labels]
    unknown = [name or "(empty)" for name, one in zip(header, found, strict=True) if one is None]
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if missing or unknown or twice:
        acts = (("add", missing), ("take out", unknown), ("keep only one of", twice))
        to_do = "; ".join(f"{act} {_listed(names)}" for act, names in acts if names)
        raise Mistake(f"The selected file must use the template. {_what_it_has(header)}. You need to: {to_do}")
    return [one[1] for one in found if one]


def _what_it_has(header: Sequence[str]) -> str:
    count = "one column" if len(header) == 1 else f"{len(header)} columns"
    return f"Right now it has {count}, called {_listed(header)}"


def _listed(names: Sequence[str]) -> str:
    shown = [f"“{name[:40]}”" for name in names[:NAMED]]
    if len(names) > NAMED:
        shown.append(f"{len(names) - NAMED} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _plain(name: str) -> str:
    return " ".join(name.replace("’", "'").casefold().split())


def _row(line: int, cells: list[str], header: list[str]) -> FileRow:
    if len(cells) > len(header):  # an XLSX has no width of its own
        raise Mistake(f"Row {line} has more cells than there are columns")
    padded = [*cells, *[""] * (len(header) - len(cells))]
    return FileRow(line, dict(zip(header, padded, strict=True)))


def cells_of(content: bytes) -> list[tuple[int, list[str]]]:
    """Each row that is not empty, with its number. Raises Mistake.

    Read in a process with an empty environment: neither keys nor the database's address reach it.
    """
    command = [sys.executable, "-m", table.__name__]
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=settings.BASE_DIR, env={}, input=content, capture_output=True, timeout=2 * table.SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise Mistake(table.TOO_COSTLY) from error
    if done.returncode:  # it was ended for its memory or its time
        raise Mistake(table.TOO_COSTLY)
    *rows, last = (json.loads(line) for line in done.stdout.splitlines())
    if "mistake" in last:
        raise Mistake(last["mistake"])
    return [(number, cells) for number, cells in rows]
