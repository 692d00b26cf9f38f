"""Which organisations need somebody to look at them this month? (R-LARA-7)"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from readiness.board.forecast import Forecast
from readiness.board.lines import Line, Status


@dataclass(frozen=True)
class Exceptional:
    """`code` selects the list on the page."""

    code: str
    words: str
    those: Sequence[Line]


_KINDS: Final[tuple[tuple[str, str, Callable[[Line], bool]], ...]] = (
    ("late", "Sent no return", lambda one: one.status is Status.NONE),
    ("worse", "Got worse since the month before", lambda one: one.got_worse),
    ("threshold", "At the threshold of the check that is due", lambda one: one.at_the_threshold),
)
BEHIND: Final = ("behind", "Will miss a check at the pace of the last months")
CODES: Final = (*((code, words) for code, words, _ in _KINDS), BEHIND)


def exceptions(those: Sequence[Line], forecasts: Mapping[UUID, Forecast]) -> list[Exceptional]:
    found = [Exceptional(code, words, [one for one in those if test(one)]) for code, words, test in _KINDS]
    behind = [one for one in those if one.organisation.pk in forecasts and forecasts[one.organisation.pk].late]
    return [*found, Exceptional(*BEHIND, behind)]
