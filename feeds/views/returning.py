"""The pages from which corrections go back to a supplier (R-REC-6)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contactpoint.pages.csv_out import csv_file
from contactpoint.pages.rendering import render_page
from feeds import correcting
from feeds.views.asking import person_of


@require_safe
def corrections_to_return(request: HttpRequest, source: UUID) -> HttpResponse:
    row, count, reads = correcting.waiting_for(source, by=person_of(request), at=timezone.now())
    context = {"source": row, "count": count, "reads": reads, "back_url": reverse("view_source", args=[source])}
    return render_page(request, "feeds/corrections_to_return.html", context)


@require_safe
def corrections_to_return_csv(request: HttpRequest, source: UUID) -> HttpResponse:
    rows = correcting.list_of(source, by=person_of(request), at=timezone.now())
    return csv_file("corrections", correcting.HEADER, rows)
