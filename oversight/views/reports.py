"""On which pages do authorities and the national team read reports, and take them away? (issue 7)"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contactpoint.pages.csv_out import csv_file
from contactpoint.pages.rendering import render_page
from oversight import reports
from registry.views.asking import viewer_of


@require_safe
def list_reports(request: HttpRequest) -> HttpResponse:
    area = reports.area_of(viewer_of(request), at=timezone.now())
    kinds = [(kind.title, kind.note, reverse(f"report_{name}")) for name, kind in reports.KINDS.items()]
    context = {"kinds": kinds, "nationally": area is None, "back_url": reverse("home")}
    return render_page(request, "oversight/list_reports.html", context)


@require_safe
def report(request: HttpRequest, *, name: str) -> HttpResponse:
    shown = reports.report(name, by=viewer_of(request), at=timezone.now())
    context = {
        "report": shown,
        "numbers": shown.header[1:],
        "weeks": reports.WEEKS,
        "file_url": reverse(f"report_{name}_file"),
        "list_url": reverse(shown.list_page) if shown.list_page else "",
        "back_url": reverse("reports"),
    }
    return render_page(request, "oversight/report.html", context)


@require_safe
def report_file(request: HttpRequest, *, name: str) -> HttpResponse:
    shown = reports.report(name, by=viewer_of(request), at=timezone.now())
    return csv_file(f"report-{name}", shown.header, [(row.label, *row.cells) for row in shown.rows])
