"""Which rows do the page, the CSV and the spreadsheet of England share? One door, so that every number is the same."""

from collections.abc import Sequence
from typing import Final

from contactpoint.pages.dates import month_in_words
from readiness.board.england import Board
from readiness.board.lines import Line

NO_RETURN: Final = "No return"


def header(board: Board) -> list[str]:
    themes = [theme.title for theme in board.asks.themes]
    fixed = ("Organisation", "Region", "Stage", "Track", "Checks", "Checks met", "Check due", "Whole %", "Needed %")
    return [*fixed, *(f"{title} %" for title in themes), "Forecast"]


def rows(board: Board) -> list[list[str]]:
    """Those that are chosen."""
    return [_row(board, one) for one in board.those]


def _row(board: Board, one: Line) -> list[str]:
    whose, now = one.organisation, one.now
    figures = [str(now.met), str(now.due), str(now.percent), str(now.threshold)] if now else [""] * 4
    themes = [str(one.themes[theme.code].percent) if theme.code in one.themes else "" for theme in board.asks.themes]
    fixed = [whose.name, whose.region, whose.get_stage_display(), whose.get_track_display(), one.status.words]
    return [*fixed, *figures, *themes, forecast_in_words(board, one)]


def forecast_in_words(board: Board, one: Line) -> str:
    """When the check that is due would be met; empty where it is met or there is no return."""
    found = board.forecasts.get(one.organisation.pk)
    if found is None:
        return ""
    return (
        f"{found.check.code} in {month_in_words(found.month)}" if found.month else f"{found.check.code}: not in sight"
    )


def trend_header() -> Sequence[str]:
    return ("Month", "Signed returns", "Meet every check that is due")


def trend_rows(board: Board) -> list[list[str]]:
    return [[month_in_words(point.month), str(point.returns), str(point.met)] for point in board.trend]
