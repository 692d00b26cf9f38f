"""The worklist of children without education or a universal service (R-REC-8)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contactpoint.pages.rendering import render_page
from registry.unserved import worklist
from registry.views.asking import viewer_of


@require_GET
def unserved_children(request: HttpRequest) -> HttpResponse:
    page, hidden = request.GET.get("page", "1"), "hidden" in request.GET
    queue = worklist(by=viewer_of(request), at=timezone.now(), hidden=hidden, page=page)
    context = {"queue": queue, "today": timezone.localdate(), "back_url": reverse("home")}
    return render_page(request, "registry/unserved_children.html", context)
