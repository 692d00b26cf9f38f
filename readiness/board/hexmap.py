"""Where does each area stand on the map of equal hexagons? Odd rows are shifted by half a tile (R-LARA-7)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from readiness.board.lines import Line
from readiness.load_reference import FOLDER

FILE: Final = "la_2009_150.hexjson"


@dataclass(frozen=True)
class Tile:
    """`column` counts half tiles, from 1 on the left; `row` from 1 at the top."""

    line: Line
    column: int
    row: int


@cache
def places() -> dict[str, tuple[int, int]]:
    """Column and row by the area's code: the file counts rows from the south."""
    hexes = json.loads((FOLDER / FILE).read_text("utf-8"))["hexes"].values()
    west, north = min(one["q"] for one in hexes), max(one["r"] for one in hexes)
    return {one["dfe"]: (2 * (one["q"] - west) + one["r"] % 2 + 1, north - one["r"] + 1) for one in hexes}


def tiles(those: Iterable[Line]) -> list[Tile]:
    """Areas alone, from north to south and west to east: national partners have no place."""
    found = [Tile(one, *places()[one.organisation.code]) for one in those if one.organisation.code in places()]
    return sorted(found, key=lambda tile: (tile.row, tile.column))
