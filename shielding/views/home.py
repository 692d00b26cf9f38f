"""The page where shielding officers begin, and their lists."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contactpoint.pages.rendering import render_page
from shielding.lists import counts, page_of
from shielding.my_work import waiting_for
from shielding.views.answering import for_officers, viewer_of


@require_GET
@for_officers
def shielding_home(request: HttpRequest) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    context = {
        "counts": counts(officer, at=now),
        "waiting": waiting_for(officer, at=now),
        "organisation": officer.organisation,
        "back_url": reverse("home"),
    }
    return render_page(request, "shielding/shielding_home.html", context)


@require_GET
@for_officers
def shields(request: HttpRequest) -> HttpResponse:
    number = request.GET.get("page", "")
    page = page_of(
        request.GET.get("show", ""),
        by=viewer_of(request),
        at=timezone.now(),
        page=int(number) if number.isdecimal() and len(number) < 6 else 1,
    )
    context = {"page": page, "back_url": reverse("shielding_home")}
    return render_page(request, "shielding/shields.html", context)
