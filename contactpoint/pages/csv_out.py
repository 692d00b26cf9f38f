"""How is a table handed out as a file that a spreadsheet opens without running anything in it? (SEC-32)"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from django.http import HttpResponse

# What a spreadsheet may take for the beginning of a formula, also behind what it skips: spaces, quotes, a byte order
# mark, characters without width. The wide forms are those of Asian keyboards.
_SKIPPED: Final = "\\s\"'\ufeff\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064"
_FORMULA: Final = re.compile(f"[{_SKIPPED}]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def guarded(cell: str) -> str:
    """With an apostrophe before what could be a formula: the cell then holds words."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """As RFC 4180 says; the mark in front lets spreadsheets read the accents."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerows([guarded(cell) for cell in row] for row in (header, *rows))
    return "\ufeff" + file.getvalue()


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A download of that name."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(written(header, rows), content_type="text/csv; charset=utf-8", headers=disposition)
