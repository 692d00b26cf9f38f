"""What is kept of a quarantined row: the cells as they came, or what it says, or nothing? (R-FEED-4)"""

import re
from collections.abc import Mapping

from django.db.models import QuerySet

from contactpoint.vault.box import CannotOpen
from feeds.formats.table import EXTRA, FEWER
from feeds.models import RowState, StagedRow
from feeds.models.delivery import BEING_READ
from feeds.sealing import Said, Sealer

Cells = dict[str, str]
Content = Cells | Said | None  # Said: it could be read, and contradicts another row


def in_quarantine() -> QuerySet[StagedRow]:
    """Rows in quarantine, but for those of a file that is still read: it may yet be refused as a whole."""
    return StagedRow.objects.filter(state=RowState.QUARANTINED).exclude(delivery__state__in=BEING_READ)


def content_of(row: StagedRow, sealer: Sealer) -> Content:
    """None: nothing was kept, or its key is gone."""
    try:
        if cells := sealer.open_cells(row.number, row.sealed):
            return cells
        return sealer.open_row(row.number, row.sealed) if row.sealed else None
    except CannotOpen:
        return None


def wrong_cells(row: StagedRow, cells: Mapping[str, str]) -> list[str]:
    """Where the mistake is, as far as its reason says; the place of what is missing, though there is no cell yet."""
    if not row.field:
        return [where for where in cells if where == FEWER or re.fullmatch(rf"{EXTRA} [0-9]+", where)]
    return [where for where in cells if is_at(where, row.field)] or [row.field]


def is_at(where: str, field: str) -> bool:
    """Whether a cell belongs to a field as reasons name it: `postcode`, `PostCode` of `Address/PostCode`, or
    `name.given` of `name[0].given[1]`."""
    plain = re.sub(r"\[[0-9]+\]", "", where)
    steps, named = re.split(r"[/.]", plain), re.split(r"[/.]", field)
    return any(steps[start : start + len(named)] == named for start in range(len(steps)))
