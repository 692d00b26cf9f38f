"""How is the trend drawn? Plain SVG of the very numbers that stand in the table (ux.md 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contactpoint.pages.dates import month_in_words
from readiness.board.trend import Point

WIDTH: Final = 640
HEIGHT: Final = 240
LEFT, RIGHT, TOP, BOTTOM = 48, 140, 18, 34  # for the largest letters of readiness.css


@dataclass(frozen=True)
class Series:
    """One line. Dashed or not, as well as its colour, tells it from the other; its name stands at its end."""

    name: str
    css: str
    values: Sequence[int]
    points: str
    last: tuple[float, float]


@dataclass(frozen=True)
class Tick:
    at: float
    words: str


class TrendChart:
    """Signed returns, and those that meet every check, by month, from nought."""

    size = (WIDTH, HEIGHT)

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = points
        self.top = _round_up(max((point.returns for point in points), default=0))

    @property
    def title(self) -> str:
        """What the picture finds."""
        if not self.points:
            return "No return is signed yet"
        last = self.points[-1]
        return f"{last.met} of {last.returns} signed returns of {month_in_words(last.month)} meet every check"

    @property
    def words(self) -> str:
        """Every number of it."""
        said = [f"{month_in_words(one.month)}: {one.returns} signed, {one.met} meet" for one in self.points]
        return "; ".join(said)

    @property
    def series(self) -> list[Series]:
        signed, met = [one.returns for one in self.points], [one.met for one in self.points]
        return [self._line("Signed", "cp-line cp-line--dashed", signed), self._line("Meet all", "cp-line", met)]

    def _line(self, name: str, css: str, values: Sequence[int]) -> Series:
        places = [(self._x(number), self._y(value)) for number, value in enumerate(values)]
        return Series(name, css, values, " ".join(f"{x:g},{y:g}" for x, y in places), places[-1])

    @property
    def months(self) -> list[Tick]:
        """Every third one, so that none is cut."""
        last = len(self.points) - 1
        shown = range(last, -1, -3)
        return [Tick(self._x(number), f"{self.points[number].month:%b %Y}") for number in shown]

    @property
    def heights(self) -> list[Tick]:
        return [Tick(self._y(value), str(value)) for value in (0, self.top // 2, self.top)]

    @property
    def axis(self) -> tuple[int, int]:
        return LEFT, WIDTH - RIGHT

    def _x(self, number: int) -> float:
        step = (WIDTH - LEFT - RIGHT) / max(len(self.points) - 1, 1)
        return round(LEFT + step * number, 1)

    def _y(self, value: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top, 1)


def _round_up(value: int) -> int:
    """To an even ten, so that the middle is a whole number; never nought."""
    return max(-(-value // 10) * 10, 10)
