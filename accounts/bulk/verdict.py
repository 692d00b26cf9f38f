"""What becomes of a row, and what is to be put right in it?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from accounts.bulk.kinds import KINDS
from accounts.models import Bulk, BulkRow, RowState

Act = TypeVar("Act")


@dataclass
class Verdict(Generic[Act]):
    """`reasons` by field; `act` is what a ready row asks for, `person` whom it is about where there is one."""

    state: RowState
    reasons: dict[str, str] = field(default_factory=dict)
    act: Act | None = None
    person: UUID | None = None


@dataclass(frozen=True)
class Asked:
    """A row whose cells can be read."""

    row: BulkRow
    cells: dict[str, Any]

    @property
    def email(self) -> str:
        return str(self.cells["email"])


def asked(rows: Iterable[BulkRow], kind: str) -> tuple[list[Asked], dict[UUID, Verdict[Any]]]:
    """The rows that can be read, and the verdicts on the others."""
    readable: list[Asked] = []
    verdicts: dict[UUID, Verdict[Any]] = {}
    for row in rows:
        form = KINDS[kind].row(row.values)
        if form.is_valid():
            row.email = form.cleaned_data["email"]
            readable.append(Asked(row, form.cleaned_data))
        else:
            reasons = {name: str(errors[0]) for name, errors in form.errors.items()}
            verdicts[row.pk] = Verdict(RowState.FIX, reasons)
    return readable, verdicts


def lines_of(bulk: Bulk, readable: Sequence[Asked]) -> dict[str, int]:
    """In which other row of the file, ready or done, each email address stands."""
    others = bulk.rows.exclude(pk__in=[one.row.pk for one in readable])
    same = others.filter(email__in={one.email for one in readable})
    standing = same.filter(state__in=[RowState.READY, RowState.DONE])
    return dict(standing.values_list("email", "line"))


def twice(line: int) -> Verdict[Any]:
    return Verdict(RowState.FIX, {"email": f"This email address is in row {line} too, which is the one that counts"})
