"""The page that asks why, before anything is shown (R-SEARCH-3, R-SEARCH-4)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contactpoint.pages.rendering import render_page
from registry.choices import Reason
from registry.disclosure import child_named, give_reason
from registry.forms.reason import ReasonForm
from registry.views.asking import see, sent, viewer_of


@require_http_methods(["GET", "POST"])
def state_reason(request: HttpRequest, child: UUID) -> HttpResponse:
    """Also answers the reason that is stated on the page of a search with one result."""
    viewer, now = viewer_of(request), timezone.now()
    form = ReasonForm(sent(request), auto_id="id_reason_%s")
    if request.method == "POST" and form.is_valid():
        reason, words = Reason(form.cleaned_data["reason"]), form.cleaned_data["words"]
        give_reason(child, reason=reason, words=words, acting_for=form.acting_for, viewer=viewer, at=now)
        return see("view_child", child)
    hit = child_named(child, viewer=viewer, at=now)
    context = {"hit": hit, "reason_form": form, "today": timezone.localdate(), "back_url": reverse("find_child")}
    return render_page(request, "registry/state_reason.html", context, form=form)
