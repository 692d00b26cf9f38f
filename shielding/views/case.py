"""The pages of one child of the area, and of one shield with its history. None of them prints (ux.md 2(h))."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.views.decorators.http import require_GET

from contactpoint.pages.components import Event
from contactpoint.pages.rendering import render_page
from shielding.case import one_child, open_case
from shielding.entries import ShownEntry
from shielding.views.answering import for_officers, viewer_of


@require_GET
@for_officers
def shielding_child(request: HttpRequest, child: UUID) -> HttpResponse:
    shown = one_child(child, by=viewer_of(request), at=timezone.now())
    context = {"one": shown, "hit": shown.child, "today": timezone.localdate(), "back_url": reverse("shielding_search")}
    return render_page(request, "shielding/shielding_child.html", context)


@require_GET
@for_officers
def view_shield(request: HttpRequest, shield: UUID) -> HttpResponse:
    officer = viewer_of(request)
    case = open_case(shield, by=officer, at=timezone.now())
    context = {
        "case": case,
        "hit": case.child,
        "events": [_event(entry) for entry in case.history],
        "organisation": officer.organisation,
        "today": timezone.localdate(),
        "back_url": reverse("shielding_home"),
    }
    return render_page(request, "shielding/view_shield.html", context)


def _event(entry: ShownEntry) -> Event:
    text = format_html_join("", "<p class='govuk-body cp-break'><strong>{}:</strong> {}</p>", entry.lines)
    return Event(entry.title, entry.by, entry.at, text)
