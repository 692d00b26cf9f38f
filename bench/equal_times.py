"""Do two kinds of request take the same time? An equivalence test: it says so only where numbers show it (SEC-5).

Requests are made in pairs, so that a noisy moment falls on both. A tenth of the pairs at either end is left out: on a
crowded machine a few wait long, whichever they are (Yuen's trimmed mean of the differences, and its own error).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import fmean, median
from typing import Any, Final

TRIMMED: Final = 0.1  # of the pairs, at either end
ONE_SIDED_95: Final = 1.645  # two one-sided tests at 5 percent: the 90 percent interval lies within the bound


@dataclass(frozen=True)
class Times:
    """Milliseconds of paired requests, in the order in which they were made."""

    one: Sequence[float]
    other: Sequence[float]

    def compared(self, *, bound: float) -> dict[str, Any]:
        """`bound`: the share of the other's time by which they may differ and count as equal."""
        mean, error = _trimmed([a - b for a, b in zip(self.one, self.other, strict=True)])
        usual = _trimmed(self.other)[0]
        low, high = mean - ONE_SIDED_95 * error, mean + ONE_SIDED_95 * error
        return {
            "pairs": len(self.one),
            "median_ms": round(median(self.one), 2),
            "other_median_ms": round(median(self.other), 2),
            "difference_ms": round(mean, 3),
            "interval_90_ms": [round(low, 3), round(high, 3)],
            "bound_ms": round(bound * usual, 3),
            "bound_share": bound,
            "equivalent": -bound * usual < low and high < bound * usual,
            "mann_whitney_p": round(mann_whitney(self.one, self.other), 4),
            "ratio": round(median(self.one) / median(self.other), 3),
        }


def _trimmed(values: Sequence[float]) -> tuple[float, float]:
    """The mean without both ends, and its standard error by the winsorised values."""
    ordered, cut = sorted(values), int(TRIMMED * len(values))
    kept = ordered[cut : len(ordered) - cut]
    winsorised = [kept[0]] * cut + kept + [kept[-1]] * cut
    middle = fmean(winsorised)
    spread = sqrt(sum((value - middle) ** 2 for value in winsorised) / (len(values) - 1))
    return fmean(kept), spread / ((1 - 2 * TRIMMED) * sqrt(len(values)))


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> float:
    """The two-sided p that both come from one distribution, by the normal approximation; for some dozens and more."""
    both = sorted([(value, True) for value in one] + [(value, False) for value in other])
    ranks = sum(rank for rank, (_, ours) in enumerate(both, 1) if ours)
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    return erfc(abs(u - n * m / 2) / sqrt(n * m * (n + m + 1) / 12) / sqrt(2))
