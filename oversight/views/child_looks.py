"""On which pages does the team of an area see who looked at a child? (R-AUDIT-3, R-SHIELD-8)"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from oversight.child_looks import child_with, looks_at
from oversight.forms import NumberForm
from registry.disclosure import NotThere
from registry.keepers import require_keeper
from registry.views.asking import viewer_of

NO_SUCH_RECORD = "Check the number: your authority holds no record with it that you may read this of"


@require_http_methods(["GET", "POST"])
def find_looks(request: HttpRequest) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    require_keeper(by, at=now)
    form = NumberForm(sent(request))
    if form.is_valid():
        try:
            return see("child_looks", child_with(form.cleaned_data["number"], by=by, at=now))
        except NotThere:
            form.add_error("number", NO_SUCH_RECORD)
    return render_page(request, "oversight/find_looks.html", {"back_url": reverse("home")}, form=form)


@require_safe
def child_looks(request: HttpRequest, child: UUID) -> HttpResponse:
    shown = looks_at(child, page=request.GET.get("page", 1), by=viewer_of(request), at=timezone.now())
    context = {"shown": shown, "back_url": reverse("find_looks")}
    return render_page(request, "oversight/child_looks.html", context)
