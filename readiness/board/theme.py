"""How does each organisation stand in one theme this month, the lowest first? (R-LARA-7)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Organisation
from readiness.board.lines import Cell, Line, Status
from readiness.framework import Framework
from readiness.returning import check_of


@dataclass(frozen=True)
class ThemeLine:
    """`needed`: per cent in the check that is due; None where it has no threshold or nothing was signed."""

    organisation: Organisation
    cell: Cell | None
    needed: int | None

    @property
    def status(self) -> Status:
        return self.cell.status if self.cell else Status.NONE


def theme_lines(everybody: Sequence[Line], theme: str, *, month: date, asks: Framework) -> list[ThemeLine]:
    """Of those that are asked it; without a return last."""
    found = [
        ThemeLine(one.organisation, one.themes.get(theme), check_of(asks, one.organisation, month).themes.get(theme))
        for one in everybody
        if one.now is None or theme in one.themes
    ]
    return sorted(found, key=lambda line: (line.cell is None, line.cell.percent if line.cell else 0))
