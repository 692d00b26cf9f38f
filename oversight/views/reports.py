"""On which pages do authorities and the national team read reports, and take them away? (issue 7)"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contactpoint.pages.csv_out import csv_file
from contactpoint.pages.months import month_asked
from contactpoint.pages.rendering import render_page
from oversight import reports
from oversight.counting import FEWEST, Row, address
from oversight.forms import MonthForm
from oversight.reports import Report
from registry.views.asking import viewer_of


@require_safe
def list_reports(request: HttpRequest) -> HttpResponse:
    own = reports.area_of(viewer_of(request), at=timezone.now())
    kinds = [(kind.title, kind.note, reverse(f"report_{name}")) for name, kind in reports.KINDS.items()]
    context = {"kinds": kinds, "own": own, "fewest": FEWEST, "back_url": reverse("home")}
    return render_page(request, "oversight/list_reports.html", context)


@require_safe
def report(request: HttpRequest, *, name: str) -> HttpResponse:
    shown = _asked(request, name)
    month = f"{shown.scope.month:%Y-%m}"
    back = address(f"report_{name}", month=month) if shown.scope.nationally and shown.scope.area else reverse("reports")
    context = {
        "report": shown,
        "rows": [_drawn(row, shown) for row in shown.rows],
        "months": MonthForm(initial={"month": month}, months=shown.months),
        "fewest": FEWEST,
        "file_url": address(f"report_{name}_file", month=month, area=shown.scope.area),
        "back_url": back,
    }
    return render_page(request, "oversight/report.html", context)


@require_safe
def report_file(request: HttpRequest, *, name: str) -> HttpResponse:
    shown = _asked(request, name)
    rows = [(row.label, *(cell.text for cell in row.cells)) for row in shown.rows]
    return csv_file(f"report-{name}-{shown.scope.month:%Y-%m}", shown.header, rows)


def _asked(request: HttpRequest, name: str) -> Report:
    month, area = month_asked(request.GET.get("month", "")), request.GET.get("area", "")
    return reports.report(name, month=month, area=area, by=viewer_of(request), at=timezone.now())


def _drawn(row: Row, shown: Report) -> dict[str, object]:
    """With each cell under its heading, and how long the bar of the first is, of 100."""
    share = round(100 * row.size / shown.most) if row.size else 0
    cells = list(zip(shown.header[1:], row.cells, strict=True))
    return {"label": row.label, "url": row.url, "cells": cells, "share": share}
