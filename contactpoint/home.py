"""What waits for the person who has just signed in?"""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts import way_back
from accounts.administering import to_administer
from accounts.notices import count_new
from accounts.reviewing import reviews_open
from contactpoint.pages.rendering import render_page
from feeds.my_work import accreditations_waiting
from oversight import my_work as oversight_work
from readiness import experiencing
from readiness import my_work as readiness_work
from registry.my_work import waiting_for
from registry.views.asking import viewer_of
from shielding import my_work as shielding_work


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    viewer, at = viewer_of(request), timezone.now()
    context = {
        "viewer": viewer,
        "waiting": waiting_for(viewer, at=at),
        "new_notices": count_new(viewer),
        "ways_back": len(way_back.waiting_for(viewer, at=at)),
        "reviews": reviews_open(viewer, at=at),
        "people": to_administer(viewer, at=at),
        "accreditations": accreditations_waiting(viewer, at=at),
        "shielding": shielding_work.waiting_for(viewer, at=at),
        "oversight": oversight_work.waiting_for(viewer, at=at),
        "reports_experience": experiencing.reports(viewer, at=at),
        "readiness": readiness_work.waiting_for(viewer, at=at),
    }
    return render_page(request, "home.html", context)
