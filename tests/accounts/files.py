"""How does a test make a file about many people, and have it checked and sent?"""

import csv
import io
from datetime import datetime
from typing import Any

from openpyxl import Workbook

from accounts.bulk import sending, uploading
from accounts.bulk.kinds import KINDS
from accounts.models import Bulk, Practitioner, RowState
from contactpoint.jobs import queue

Cells = dict[str, str]


def newcomer(number: int, **more: str) -> Cells:
    return {
        "email": f"new.{number}@example.org",
        "forename": "New",
        "surname": f"Person {'abcdefghij'[number % 10]}",
        "job_title": "Teacher",
        "role": "Practitioner",
        **more,
    }


def table_of(kind: str, rows: list[Cells]) -> list[list[str]]:
    columns = KINDS[kind].columns
    return [list(columns), *([row.get(field, "") for field in columns.values()] for row in rows)]


def csv_file(kind: str, rows: list[Cells], *, delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(table_of(kind, rows))
    return out.getvalue().encode()


def xlsx_file(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def checked(kind: str, rows: list[Cells], *, by: Practitioner, at: datetime) -> Bulk:
    """Uploaded, and looked at by a worker."""
    made = uploading.upload(kind, csv_file(kind, rows), file_name="people.csv", by=by, at=at)
    queue.run_due(at=at)
    made.refresh_from_db()
    return made


def sent(kind: str, rows: list[Cells], *, by: Practitioner, at: datetime) -> Bulk:
    made = checked(kind, rows, by=by, at=at)
    sending.send(made.pk, by=by, at=at)
    queue.run_due(at=at)
    made.refresh_from_db()
    return made


def states(bulk: Bulk) -> dict[int, str]:
    return dict(bulk.rows.order_by("line").values_list("line", "state"))


def count(bulk: Bulk, state: RowState) -> int:
    return bulk.rows.filter(state=state).count()


def reasons(bulk: Bulk, line: int) -> dict[str, str]:
    found: dict[str, str] = bulk.rows.get(line=line).reasons
    return found
