"""On which page does everybody see what they opened themselves? (ux.md 2(j))"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contactpoint.pages.rendering import render_page
from oversight.activity import activity_of
from registry.views.asking import viewer_of


@require_safe
def my_activity(request: HttpRequest) -> HttpResponse:
    shown = activity_of(viewer_of(request), page=request.GET.get("page", 1), at=timezone.now())
    context = {"shown": shown, "back_url": reverse("your_account")}
    return render_page(request, "oversight/my_activity.html", context)
