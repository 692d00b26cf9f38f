"""How did one organisation move, beside its peers? The middle of them, and no league table (ux.md 2(i))."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from accounts.models import Organisation
from contactpoint.pages.charts import Sparkline
from contactpoint.pages.dates import month_in_words
from readiness.board.reached import Reached, newest_month, reached
from readiness.deciding import organisations


@dataclass(frozen=True)
class Month:
    """`peers`: the checks met by the middle one of those at the same stage and track that signed a return."""

    reached: Reached
    peers: int | None

    @property
    def words(self) -> str:
        return month_in_words(self.reached.month)


def history(one: Organisation) -> list[Month]:
    """The newest month first; one question to the database for its own months and those of its peers."""
    newest = newest_month()
    found = reached(until=newest) if newest else {}
    peers = set(
        organisations().filter(stage=one.stage, track=one.track).exclude(pk=one.pk).values_list("pk", flat=True)
    )
    return [
        Month(mine, _middle([other.met for whose, other in those.items() if whose in peers]))
        for _, those in sorted(found.items(), reverse=True)
        if (mine := those.get(one.pk))
    ]


def _middle(met: Sequence[int]) -> int | None:
    return median_low(met) if met else None


def picture(months: Sequence[Month], *, checks: int) -> Sparkline:
    """Checks met, the oldest month first."""
    oldest_first = [month.reached for month in reversed(months)]
    said = ", ".join(f"{month_in_words(one.month)} {one.met}" for one in oldest_first)
    return Sparkline([float(one.met) for one in oldest_first], f"Checks met: {said}", highest=float(checks))
