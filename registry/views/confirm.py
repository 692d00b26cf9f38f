"""The pages on which a data officer confirms what was added by hand (R-SEARCH-5)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from contactpoint.pages.rendering import render_page
from registry import confirming
from registry.views.asking import see, viewer_of
from registry.views.reading import carer_rows, name_rows, place_rows, value_rows


@require_GET
def unconfirmed_records(request: HttpRequest) -> HttpResponse:
    officer = viewer_of(request)
    page = request.GET.get("page", "")
    number = int(page) if page.isdecimal() else 1
    queue = confirming.unconfirmed_of(officer.organisation, by=officer, at=timezone.now(), page=number)
    context = {"queue": queue, "area": officer.organisation.name, "back_url": reverse("home")}
    return render_page(request, "registry/unconfirmed_records.html", context)


@require_http_methods(["GET", "POST"])
def confirm_record(request: HttpRequest, child: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    if request.method == "POST":
        return _confirm(request, child)
    shown = confirming.added_by_hand(child, by=officer, at=now)
    context = {
        "queued": shown.queued,
        "details": value_rows(shown.details),
        "names": name_rows(shown.names),
        "places": place_rows(shown.places),
        "carers": carer_rows(shown.carers),
        "back_url": reverse("unconfirmed_records"),
    }
    return render_page(request, "registry/confirm_record.html", context)


def _confirm(request: HttpRequest, child: UUID) -> HttpResponse:
    try:
        confirming.confirm(child, by=viewer_of(request), at=timezone.now())
    except confirming.WaitsForColleague:
        messages.info(request, "This record waits for a colleague")
        return see("confirm_record", child)
    messages.success(request, "The record is confirmed")
    return see("unconfirmed_records")
