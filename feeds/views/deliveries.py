"""Which pages show a delivery: how far it is, what became of its rows, and what its supplier may be told?"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contactpoint.pages.csv_out import csv_file
from contactpoint.pages.months import month_asked
from contactpoint.pages.rendering import render_page
from feeds.accrediting import may_ask
from feeds.approve import may_approve
from feeds.feedback import text_for_supplier
from feeds.models import Delivery, DeliveryState
from feeds.progress import is_working, progress
from feeds.quality import delivered_in
from feeds.report import report
from feeds.scope import delivery_to_see, reach_of, source_to_see
from feeds.views.asking import person_of
from feeds.views.reported import HEADER, causes, counts, facts, heading, mended, report_rows, runs
from registry.models import Source

SHOWN = 50  # deliveries of a source, the newest


@require_safe
def view_delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    row = _seen(request, delivery)
    context: dict[str, Any] = {"delivery": row, "facts": facts(row), "back_url": reverse("feeds")}
    if is_working(row):
        return render_page(request, "feeds/delivery_progress.html", {**context, "progress": progress(row)})
    told = report(row)
    context |= {
        "heading": heading(row),
        "report": told,
        "counts": counts(row, told),
        "mended": mended(row),
        "causes": causes(told.causes),
        **_acts(request, row),
    }
    return render_page(request, "feeds/view_delivery.html", context)


@require_safe
def delivery_progress(request: HttpRequest, delivery: UUID) -> JsonResponse:
    """For the script of the page; it stands in for nobody's being there (accounts.sessions)."""
    row = _seen(request, delivery)
    if not is_working(row):
        return JsonResponse({"over": True})
    now = progress(row)
    return JsonResponse({"over": False, "words": now.words, "done": now.done, "total": now.total})


@require_safe
def delivery_report(request: HttpRequest, delivery: UUID) -> HttpResponse:
    row = _seen(request, delivery)
    return csv_file(f"delivery-{row.pk}", HEADER, report_rows(row, report(row)))


@require_safe
def tell_supplier(request: HttpRequest, delivery: UUID) -> HttpResponse:
    row = _seen(request, delivery)
    context = {
        "delivery": row,
        "text": text_for_supplier(row),
        "back_url": reverse("view_delivery", args=[row.pk]),
    }
    return render_page(request, "feeds/tell_supplier.html", context)


@require_safe
def list_deliveries(request: HttpRequest, source: UUID) -> HttpResponse:
    """The newest; or those of a month, behind a number of a report."""
    row = source_to_see(source, by=person_of(request), at=timezone.now())
    month = month_asked(request.GET.get("month", ""))
    among = delivered_in(month, Source.objects.filter(pk=row.pk)) if month else row.deliveries.all()
    found = runs(among.order_by("-received_at")[: None if month else SHOWN])
    context = {"source": row, "runs": found, "month": month, "shown": SHOWN, "back_url": reverse("feeds")}
    return render_page(request, "feeds/source_deliveries.html", context)


def _seen(request: HttpRequest, delivery: UUID) -> Delivery:
    return delivery_to_see(delivery, by=person_of(request), at=timezone.now())


def _acts(request: HttpRequest, row: Delivery) -> dict[str, bool]:
    """What this person can do here; what is done asks again."""
    by = person_of(request)
    keeps = reach_of(by, at=timezone.now()).keeps(row.source)
    return {
        "keeps": keeps,
        "may_let_through": keeps and row.state == DeliveryState.STOPPED and not row.trial,
        "may_decide": keeps and row.state == DeliveryState.REVIEW,
        "may_approve": may_approve(by, row),
        "may_ask": may_ask(row, by=by, at=timezone.now()),
    }
