"""The pages before a record is opened under override, and its end (R-SHIELD-5, SEC-7, ux.md c3)."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import stepup
from contactpoint.pages.headers import forget_site_data
from contactpoint.pages.rendering import render_page
from registry import overrides
from registry.choices import Ending
from registry.disclosure import ask_override, override
from registry.forms.override import OverrideForm
from registry.shown import Heading
from registry.views.asking import about_child, see, sent, viewer_of


@require_GET
@about_child
def open_under_override(request: HttpRequest, child: UUID) -> HttpResponse:
    """What follows from it is said before anything else is asked."""
    heading = ask_override(child, viewer=viewer_of(request), at=timezone.now())
    if heading is None:
        return see("view_child", child)
    return render_page(request, "registry/open_under_override.html", _context(heading, back="view_child"))


@require_http_methods(["GET", "POST"])
@about_child
def override_reason(request: HttpRequest, child: UUID) -> HttpResponse:
    """Who may not is refused before a code is asked for."""
    heading = ask_override(child, viewer=viewer_of(request), at=timezone.now())
    return _reason(request, heading) if heading else see("view_child", child)


@stepup.proved_recently
def _reason(request: HttpRequest, heading: Heading) -> HttpResponse:
    form = OverrideForm(sent(request))
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        override(heading.child, because=because, viewer=viewer_of(request), at=timezone.now())
        stepup.spend(request)
        return see("view_child", heading.child)
    context = _context(heading, back="open_under_override")
    return render_page(request, "registry/override_reason.html", context, form=form)


def _context(heading: Heading, *, back: str) -> dict[str, object]:
    url = reverse(back, args=[heading.child])
    return {"heading": heading, "today": timezone.localdate(), "back_url": url}


@require_POST
def close_record(request: HttpRequest, child: UUID) -> HttpResponse:
    """The browser forgets the page, too: its "Back" asks again."""
    overrides.end(viewer_of(request), Ending.CLOSED, at=timezone.now())
    messages.success(request, "The record is closed")
    return forget_site_data(see("home"))


def ask_again_at(until: datetime, *, at: datetime) -> str:
    """For the header by which a browser, also without scripts, leaves the page when the time is over."""
    return str(int((until - at).total_seconds()) + 1)
