"""How do quarantined rows go into a spreadsheet and come back, with nothing in it run and no row forged? (SEC-32)"""

import hmac
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from django.db import transaction
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from accounts.access import actor
from accounts.bulk import table
from accounts.bulk.reading import cells_of, refuse_format
from accounts.bulk.table import Mistake
from accounts.models import Practitioner
from audit.log import record
from contactpoint.pages.csv_out import guarded
from contactpoint.vault.tokens import token
from feeds.models import StagedRow
from feeds.quarantine.care import source_in_care
from feeds.quarantine.causes import Scope
from feeds.quarantine.content import Cells, content_of, wrong_cells
from feeds.reasons import Reason
from feeds.sealing import Sealer

ID, LINE, COLUMN, WHY = "Row id", "Line", "Wrong column", "What is wrong"
OURS: Final = (ID, LINE, COLUMN, WHY)
MOST_ROWS: Final = table.ROWS
MOST_COLUMNS: Final = table.COLUMNS - len(OURS)
RELATED: Final = ("delivery__content_key", "delivery__source")
DAMAGED: Final = "\ufffd"


@dataclass(frozen=True)
class SheetRow:
    """A row as it came back. `cells` are those of its columns, as the sheet writes them."""

    line: int  # of the spreadsheet
    row: int
    cells: Cells


def workbook(scope: Scope, *, by: Practitioner, at: datetime) -> bytes:
    """The rows of the scope, oldest first, as XLSX; that they were taken away is in the log. Raises NotYours."""
    source_in_care(scope.source.pk, by=by, at=at)
    rows = opened(scope.rows().select_related(*RELATED).order_by("pk")[:MOST_ROWS])
    columns = _columns(rows)
    with transaction.atomic():
        facts = {
            "delivery": str(scope.delivery.pk) if scope.delivery else None,
            "reason": scope.reason,
            "column": scope.field,
            "rows": [row.pk for row, _ in rows],
        }
        record("feed.quarantine_downloaded", at=at, actor=actor(by), source=scope.source.code, facts=facts)
    return _written([*OURS, *columns], [_line(row, cells, columns) for row, cells in rows])


def opened(rows: Iterable[StagedRow]) -> list[tuple[StagedRow, Cells]]:
    """Rows with their cells, leaving out those of which none are kept."""
    sealers: dict[object, Sealer] = {}
    found = []
    for row in rows:
        sealer = sealers.get(row.delivery_id) or sealers.setdefault(row.delivery_id, Sealer(row.delivery))
        content = content_of(row, sealer)
        if isinstance(content, dict):
            found.append((row, content))
    return found


def places(row: StagedRow, cells: Cells) -> list[str]:
    """Where the row may say something: its cells, and what it is blamed for not saying."""
    return list(dict.fromkeys((*cells, *wrong_cells(row, cells))))


def _columns(rows: Iterable[tuple[StagedRow, Cells]]) -> list[str]:
    """Those that the most rows have, in the order in which they came; others are not in the file and stay."""
    counts = Counter(where for row, cells in rows for where in places(row, cells))
    kept = {where for where, _ in counts.most_common(MOST_COLUMNS)}
    return [where for where in counts if where in kept]


def _line(row: StagedRow, cells: Cells, columns: Sequence[str]) -> list[str]:
    ours = [row_id(row.pk), str(row.line), row.field, Reason(row.reason_code).words]
    return [*ours, *(as_cell(cells.get(column, "")) for column in columns)]


def _written(header: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Every cell is text, so that no program makes a number of one, or runs it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Quarantine")
    for line in (header, *lines):
        cells = [WriteOnlyCell(sheet, guarded(text)) for text in line]
        for cell in cells:
            cell.data_type, cell.number_format = "s", "@"
        sheet.append(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_cell(text: str) -> str:
    """As a spreadsheet can hold it, and as it is compared with what comes back."""
    return ILLEGAL_CHARACTERS_RE.sub(DAMAGED, text)[: table.LONGEST_CELL - 1].strip()


def row_id(row: int) -> str:
    """Names a row; nobody makes one that we have not given out."""
    return f"{row}-{token(str(row), purpose='feeds.quarantine.sheet').hex()}"


def row_of(written: str) -> int | None:
    """None: this is no id of ours."""
    number, _, _ = written.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return int(number) if hmac.compare_digest(row_id(int(number)).encode(), written.encode()) else None


def read_sheet(content: bytes, *, file_name: str) -> list[SheetRow]:
    """The rows of a corrected file, read in a process apart. Raises table.Mistake."""
    refuse_format(content, file_name=file_name)
    return rows_in(cells_of(content))


def rows_in(rows: Sequence[tuple[int, list[str]]]) -> list[SheetRow]:
    """The rows below the header, by its columns. Raises table.Mistake."""
    if not rows:
        raise Mistake("The selected file is empty")
    header = rows[0][1]
    if ID not in header or len(set(header)) != len(header):
        raise Mistake(f"The selected file must be one that you downloaded here: it has no column “{ID}”")
    found = [_sheet_row(line, dict(zip(header, cells, strict=False)), header) for line, cells in rows[1:]]
    if not found:
        raise Mistake("The selected file has a header and no rows")
    if len({one.row for one in found}) != len(found):
        raise Mistake("The selected file has a row twice: keep only one of each")
    return found


def _sheet_row(line: int, cells: Cells, header: Sequence[str]) -> SheetRow:
    row = row_of(cells.get(ID, ""))
    if row is None:
        raise Mistake(f"Row {line} has an id that was changed: take it from the file that you downloaded")
    told = {column: _unguarded(cells.get(column, "")) for column in header if column and column not in OURS}
    return SheetRow(line, row, told)


def _unguarded(text: str) -> str:
    """Without the apostrophe that we put before what could be a formula."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text
