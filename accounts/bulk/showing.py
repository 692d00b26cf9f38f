"""What does a page say of a file: how far it is, which rows are in which group, and what to do about each?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from django.db.models import Count, Min
from openpyxl import Workbook

from accounts.bulk.kinds import KINDS, FileKind
from accounts.bulk.sending import unsent_letters
from accounts.models import Bulk, BulkKind, BulkRow, BulkState, RowState
from contactpoint.pages.csv_out import guarded
from contactpoint.pages.fields import lower_first

PAGE: Final = 50  # rows
ORDER: Final = (RowState.FIX, RowState.READY, RowState.NOT_ALLOWED, RowState.ALREADY, RowState.DONE, RowState.UNDONE)
WORKING: Final = {BulkState.CHECKING: RowState.WAITING, BulkState.SENDING: RowState.READY}


@dataclass(frozen=True)
class Group:
    state: str
    name: str
    count: int


@dataclass(frozen=True)
class Progress:
    """`done` of `total`; `words` says it."""

    done: int
    total: int
    words: str


def kind_of(bulk: Bulk) -> FileKind:
    return KINDS[bulk.kind]


def is_working(bulk: Bulk) -> bool:
    return bulk.state in (*WORKING, BulkState.UNDOING)


def groups(bulk: Bulk) -> list[Group]:
    """Those that have rows, first what there is to do."""
    counts = _counts(bulk)
    return [Group(state, name_of(bulk, state), counts[state]) for state in ORDER if counts.get(state)]


def name_of(bulk: Bulk, state: str) -> str:
    special = {RowState.ALREADY: kind_of(bulk).already, RowState.DONE: kind_of(bulk).done}
    return special.get(RowState(state), RowState(state).label)


def progress(bulk: Bulk) -> Progress:
    counts = _counts(bulk)
    total = sum(counts.values())
    if bulk.state == BulkState.CHECKING:
        done = total - counts.get(RowState.WAITING, 0)
        return Progress(done, total, f"{done:,} of {total:,} rows checked")
    if bulk.state == BulkState.UNDOING:
        done, total = counts.get(RowState.UNDONE, 0), counts.get(RowState.UNDONE, 0) + counts.get(RowState.UNDOING, 0)
        return Progress(done, total, f"{done:,} of {total:,} invitations withdrawn")
    done, ready = counts.get(RowState.DONE, 0), counts.get(RowState.READY, 0)
    return Progress(
        done, done + ready, f"{done:,} of {kind_of(bulk).counted(done + ready)} {kind_of(bulk).done.lower()}"
    )


def rows_of(bulk: Bulk, state: str, *, page: int) -> tuple[list[BulkRow], bool]:
    """A page of a group, counted from 1, and whether there are more."""
    rows = list(bulk.rows.filter(state=state).order_by("line")[(page - 1) * PAGE : page * PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def to_do(row: BulkRow) -> list[str]:
    """As in: Row 14: enter an email address in the correct format, like name@example.com."""
    if row.state in (RowState.FIX, RowState.NOT_ALLOWED):
        return [f"Row {row.line}: {lower_first(words)}" for words in row.reasons.values()]
    return list(row.reasons.values())


def shown(bulk: Bulk, row: BulkRow) -> dict[str, str]:
    """By its column: enough to know a row again."""
    values = row.values
    if bulk.kind == BulkKind.INVITE:
        return {
            "Name": f"{values.get('forename', '')} {values.get('surname', '')}".strip(),
            "Role": values.get("role", ""),
        }
    fields = kind_of(bulk).row.base_fields
    return {str(fields[name].label): values.get(name, "") for name in fields if name.endswith("_on")}


def letters_leave_at(bulk: Bulk) -> datetime | None:
    """When the first of those leaves that can still be called back; None when there is none."""
    first: datetime | None = unsent_letters(bulk).aggregate(first=Min("send_at"))["first"]
    return first


def report(bulk: Bulk) -> Iterator[Sequence[str]]:
    """A line for each row, without what was in its other cells."""
    for row in bulk.rows.order_by("line").iterator(chunk_size=1_000):
        yield str(row.line), row.values.get("email", ""), name_of(bulk, row.state), "; ".join(row.reasons.values())


REPORT: Final = ("Row", "Email address", "What became of it", "Why")


def template_rows(kind: FileKind) -> list[list[str]]:
    """The header and one row of somebody who does not exist."""
    return [list(kind.columns), [kind.example[field] for field in kind.columns.values()]]


def template_xlsx(kind: FileKind) -> bytes:
    """Every cell of the first rows is text, so that no program makes a number of a disclosure number."""
    book = Workbook(write_only=False)
    sheet = book.worksheets[0]
    sheet.title = kind.name
    for row in template_rows(kind):
        sheet.append([guarded(cell) for cell in row])
    for column in sheet.iter_cols(min_row=1, max_row=200, max_col=len(kind.columns)):
        for cell in column:
            cell.number_format = "@"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _counts(bulk: Bulk) -> dict[str, int]:
    return dict(bulk.rows.values_list("state").annotate(Count("pk")).order_by())
