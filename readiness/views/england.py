"""On which page does the national team see England, and take the figures away? (R-LARA-7, ux.md 2(i))"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from contactpoint.pages.components import Table
from contactpoint.pages.csv_out import csv_file
from contactpoint.pages.dates import month_in_words
from contactpoint.pages.months import month_asked
from contactpoint.pages.rendering import render_page
from readiness import moderating
from readiness.board.charts import TrendChart
from readiness.board.england import SIGNED, Board, board, region_of
from readiness.board.hexmap import tiles
from readiness.board.lines import Line, Status, by_status
from readiness.board.sentences import sentences
from readiness.board.spreadsheet import ods_file
from readiness.board.tables import forecast_in_words, header, rows, trend_header, trend_rows
from readiness.board.theme import ThemeLine, theme_lines
from readiness.forms.board import BoardForm, chosen
from readiness.framework import Theme
from registry.views.asking import viewer_of

PAGE = 50  # rows
KEY = (
    "Per cent of what can be reached in the check that is due; ✓ where the threshold is met, ✗ where it is not, "
    "– without a return."
)


@require_safe
def view_england(request: HttpRequest) -> HttpResponse:
    seen = _board(request)
    if seen is None:
        return render_page(request, "readiness/england.html", {"board": None})
    page = _page(request, seen)
    context = {
        "board": seen,
        "month": month_in_words(seen.month),
        "sentences": sentences(seen, on=timezone.localdate()),
        "filter": BoardForm(request.GET, months=seen.months),
        "tiles": tiles(seen.everybody),
        "statuses": list(Status),
        "regions": _regions(seen),
        "themes": seen.asks.themes,
        "lines": [_shown(seen, one) for one in seen.those[page]],
        "key": KEY,
        "more": len(seen.those) > len(seen.those[page]),
        "trend": TrendChart(seen.trend),
        "trend_table": _trend_table(request, seen),
        "query": _query(request),
    }
    return render_page(request, "readiness/england.html", context)


@require_safe
def export_england(request: HttpRequest) -> HttpResponse:
    """What is chosen on the page, as a file for a spreadsheet."""
    seen = _board(request)
    if seen is None:
        return csv_file("readiness", ["No return is signed yet"], [])
    return csv_file(f"readiness-{seen.month:%Y-%m}", header(seen), rows(seen))


@require_safe
def export_england_ods(request: HttpRequest) -> HttpResponse:
    seen = _board(request)
    if seen is None:
        return ods_file("readiness", ["No return is signed yet"], [])
    return ods_file(f"readiness-{seen.month:%Y-%m}", header(seen), rows(seen))


@require_safe
def export_trend(request: HttpRequest) -> HttpResponse:
    seen = _board(request)
    return csv_file("readiness-trend", trend_header(), trend_rows(seen) if seen else [])


@require_safe
def view_theme(request: HttpRequest, theme: str) -> HttpResponse:
    found, lines, month = _theme(request, theme)
    context = {"theme": found, "lines": lines, "month": month_in_words(month), "back_url": reverse("view_england")}
    return render_page(request, "readiness/theme.html", context)


@require_safe
def export_theme(request: HttpRequest, theme: str) -> HttpResponse:
    found, lines, month = _theme(request, theme)
    cells = [
        (one.organisation.name, one.status.words, str(one.cell.percent) if one.cell else "", str(one.needed or ""))
        for one in lines
    ]
    return csv_file(f"readiness-{found.code}-{month:%Y-%m}", ("Organisation", "Checks", "Reached %", "Needed %"), cells)


def _theme(request: HttpRequest, code: str) -> tuple[Theme, list[ThemeLine], date]:
    seen = _board(request)
    found = next((one for one in seen.asks.themes if one.code == code), None) if seen else None
    if seen is None or found is None:
        raise Http404
    return found, theme_lines(seen.those, code, month=seen.month, asks=seen.asks), seen.month


def _board(request: HttpRequest) -> Board | None:
    now = timezone.now()
    moderating.refuse_others(viewer_of(request), at=now)
    return board(month_asked(request.GET.get("month", "")), chosen(request.GET), on=timezone.localdate(now))


def _page(request: HttpRequest, seen: Board) -> slice:
    """A long page is slow to draw on an old machine, so the first rows come first."""
    return slice(None) if "all" in request.GET else slice(PAGE)


def _query(request: HttpRequest, month: date | None = None, status: str = "") -> str:
    """The region, stage and track of the address for the links that keep them, and another month and status."""
    kept = request.GET.copy()
    for name in ("all", "status", "exception"):
        kept.pop(name, None)
    if month:
        kept["month"], kept["status"] = f"{month:%Y-%m}", status
    return kept.urlencode()


def _trend_table(request: HttpRequest, seen: Board) -> Table:
    """Each number leads to its list."""
    rows = []
    for point, (month, *counts) in zip(seen.trend, trend_rows(seen), strict=True):
        links = [
            format_html('<a class="govuk-link" href="?{}#areas">{}</a>', _query(request, point.month, status), count)
            for status, count in zip((SIGNED, Status.MET.code), counts, strict=True)
        ]
        rows.append((month, *links))
    return Table("The same by month", trend_header(), rows, numeric=trend_header()[1:])


def _shown(seen: Board, one: Line) -> dict[str, Any]:
    cells = [one.themes.get(theme.code) for theme in seen.asks.themes]
    return {"line": one, "cells": cells, "forecast": forecast_in_words(seen, one)}


def _regions(seen: Board) -> Sequence[tuple[str, list[tuple[Status, int]]]]:
    """How many of each region stand how."""
    names = sorted({region_of(one) for one in seen.everybody})
    found = []
    for name in names:
        mine = by_status([one for one in seen.everybody if region_of(one) == name])
        found.append((name, [(status, len(those)) for status, those in mine.items()]))
    return found
