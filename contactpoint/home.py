"""What waits for the person who has just signed in?"""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.notices import count_new
from contactpoint.pages.rendering import render_page
from registry.my_work import waiting_for
from registry.views.asking import viewer_of


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    waiting = waiting_for(viewer, at=timezone.now())
    return render_page(request, "home.html", {"viewer": viewer, "waiting": waiting, "new_notices": count_new(viewer)})
