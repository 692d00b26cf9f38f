"""How does each organisation stand in one month: met, partly, not, or no return? (R-LARA-7)"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from dateutil.relativedelta import relativedelta

from accounts.models import Organisation
from readiness.board.reached import Reached
from readiness.deciding import organisations
from readiness.framework import Framework
from readiness.models import GIVEN, Score
from readiness.returning import check_of


class Status(Enum):
    """Its code, its mark and its words: never told by colour alone."""

    MET = "met", "✓", "Met"
    PARTLY = "partly", "◐", "Partly met"
    UNMET = "not_met", "✗", "Not met"
    NONE = "none", "–", "No return"

    def __init__(self, code: str, mark: str, words: str) -> None:
        self.code, self.mark, self.words = code, mark, words


@dataclass(frozen=True)
class Cell:
    """One theme in the check that is due: per cent reached, and whether its threshold is."""

    percent: int
    met: bool

    @property
    def status(self) -> Status:
        return Status.MET if self.met else Status.UNMET


@dataclass(frozen=True)
class Line:
    """One organisation in one month; `now` is None where it has signed no return."""

    organisation: Organisation
    now: Reached | None
    before: Reached | None
    themes: Mapping[str, Cell]

    @property
    def status(self) -> Status:
        """Met: every check up to the one that is due. Partly: every one but that."""
        if self.now is None:
            return Status.NONE
        missing = self.now.due - self.now.met
        return (Status.MET, Status.PARTLY)[missing] if missing < 2 else Status.UNMET

    @property
    def got_worse(self) -> bool:
        """Fewer checks met than the month before."""
        return bool(self.now and self.before and self.now.met < self.before.met)

    @property
    def at_the_threshold(self) -> bool:
        """Within NEAR per cent of it, on either side."""
        return bool(self.now and abs(self.now.percent - self.now.threshold) <= NEAR)


NEAR = 3  # per cent


def lines(month: date, found: Mapping[date, Mapping[UUID, Reached]], asks: Framework) -> list[Line]:
    """Of every organisation that is assessed, by name."""
    now, before = found.get(month, {}), found.get(month - relativedelta(months=1), {})
    everybody = list(organisations().order_by("name"))
    cells = _cells(month, everybody, asks)
    return [Line(one, now.get(one.pk), before.get(one.pk), cells.get(one.pk, {})) for one in everybody]


def _cells(month: date, everybody: Iterable[Organisation], asks: Framework) -> dict[UUID, dict[str, Cell]]:
    """Of the check that is due in this month, in one question."""
    numbers = {check_of(asks, one, month).number for one in everybody}
    rows = Score.objects.filter(of__month=month, of__state__in=GIVEN, check_number__in=numbers).exclude(theme="")
    due: dict[UUID, dict[str, Cell]] = {}
    for whose, theme, percent, met in rows.order_by("check_number").values_list(
        "of__organisation", "theme", "percent", "met"
    ):
        due.setdefault(whose, {})[theme] = Cell(percent, met)  # the highest check last
    return due


def by_status(those: Sequence[Line]) -> dict[Status, list[Line]]:
    return {status: [one for one in those if one.status == status] for status in Status}
