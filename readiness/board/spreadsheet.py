"""How are the rows of a table handed out as an OpenDocument spreadsheet? (R-LARA-7)"""

import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from odfdo import Cell, Document, Row, Table

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods_file(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A download of that name. A cell is a number or words, and never a formula (SEC-32)."""
    document = Document("ods")
    document.body.clear()
    document.body.append(_table(name, header, rows))
    content = io.BytesIO()
    document.save(content)
    disposition = {"Content-Disposition": f'attachment; filename="{name}.ods"'}
    return HttpResponse(content.getvalue(), content_type=MEDIA_TYPE, headers=disposition)


def _table(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(name)
    for cells in (header, *rows):
        row = Row()
        for cell in cells:
            row.append_cell(_cell(cell))
        table.append_row(row)
    return table


def _cell(words: str) -> Cell:
    return Cell(int(words), cell_type="float") if words.isdecimal() else Cell(words, cell_type="string")
