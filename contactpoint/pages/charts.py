"""How is a row of numbers drawn so that it also reads as words? Plain SVG, made here (ux 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 120
HEIGHT: Final = 24
MARGIN: Final = 3


@dataclass(frozen=True)
class Sparkline:
    """A small line without axes; `words` say every number of it. The foot is nought, the top `highest`."""

    values: Sequence[float]
    words: str
    highest: float = 1.0

    @property
    def points(self) -> str:
        return " ".join(f"{x:g},{y:g}" for x, y in self._points())

    @property
    def last(self) -> tuple[str, str]:
        x, y = self._points()[-1]
        return f"{x:g}", f"{y:g}"

    @property
    def size(self) -> tuple[int, int]:
        return WIDTH, HEIGHT

    def _points(self) -> list[tuple[float, float]]:
        """From left to right; a single value stands at the right."""
        step = (WIDTH - 2 * MARGIN) / max(len(self.values) - 1, 1)
        first = WIDTH - MARGIN - step * (len(self.values) - 1)
        tall = HEIGHT - 2 * MARGIN
        return [
            (round(first + step * place, 1), round(HEIGHT - MARGIN - tall * value / self.highest, 1))
            for place, value in enumerate(self.values)
        ]
