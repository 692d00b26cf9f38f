"""Which organisations need somebody to look at them this month? (R-LARA-7)"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from readiness.board.forecast import Forecast
from readiness.board.lines import Line


@dataclass(frozen=True)
class Exceptional:
    """`code` selects the list on the page."""

    code: str
    words: str
    those: Sequence[Line]


LATE: Final = ("late", "Late with the return")
BEHIND: Final = ("behind", "Will miss a check at the pace of the last months")
_KINDS: Final[tuple[tuple[str, str, Callable[[Line], bool]], ...]] = (
    ("worse", "Got worse since the month before", lambda one: one.got_worse),
    ("threshold", "At the threshold of the check that is due", lambda one: one.at_the_threshold),
)
CODES: Final = (LATE, *((code, words) for code, words, _ in _KINDS), BEHIND)


def exceptions(
    those: Sequence[Line], forecasts: Mapping[UUID, Forecast], *, overdue: Container[UUID]
) -> list[Exceptional]:
    """`overdue`: who is late with the return of the month, as readiness/lateness.py has it."""
    late = [one for one in those if one.organisation.pk in overdue]
    found = [Exceptional(code, words, [one for one in those if test(one)]) for code, words, test in _KINDS]
    behind = [one for one in those if one.organisation.pk in forecasts and forecasts[one.organisation.pk].late]
    return [Exceptional(*LATE, late), *found, Exceptional(*BEHIND, behind)]
