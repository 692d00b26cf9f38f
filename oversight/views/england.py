"""On which pages does the national auditor see what was reviewed, and judge what is not for others? (R-AUDIT-3)"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from contactpoint.pages.months import month_asked
from contactpoint.pages.rendering import render_page
from oversight import reviewing
from oversight.forms import MonthForm
from oversight.nationally import england
from registry.views.asking import viewer_of


@require_safe
def reviews_of_england(request: HttpRequest) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    shown = england(month_asked(request.GET.get("month", "")), by=by, at=at)
    chosen = {"month": f"{shown.month:%Y-%m}" if shown.month else ""}
    context = {
        "england": shown,
        "months": MonthForm(initial=chosen, months=shown.months),
        "mine": reviewing.items_for(by, at=at).filter(verdict="").count(),
        "back_url": reverse("home"),
    }
    return render_page(request, "oversight/reviews_of_england.html", context)


@require_safe
def items_of_england(request: HttpRequest) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    require(by, reviewing.NATIONAL, by.organisation, at=at)
    judged = "judged" in request.GET
    items = reviewing.items_for(by, at=at)
    shown = reviewing.page_of(items, judged=judged, page=request.GET.get("page", 1))
    context = {"judged": judged, "shown": shown, "back_url": reverse("reviews_of_england")}
    return render_page(request, "oversight/items_of_england.html", context)
