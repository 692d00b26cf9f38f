"""On which page are the three questions answered as at any day? (R-LARA-10)"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contactpoint.pages.asking import see, sent
from contactpoint.pages.components import Table
from contactpoint.pages.csv_out import csv_file
from contactpoint.pages.rendering import render_page
from readiness import briefing as briefed
from readiness.forms.briefed import BriefingForm
from readiness.models import Briefing
from registry.views.asking import viewer_of


@require_http_methods(["GET", "POST"])
def list_briefings(request: HttpRequest) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    made = briefed.briefings(by=by, at=now)
    form = BriefingForm(sent(request))
    if form.is_valid():
        return see("view_briefing", briefed.make(form.cleaned_data["as_at"], by=by, at=now).pk)
    context = {"briefings": made, "back_url": reverse("view_england")}
    return render_page(request, "readiness/briefings.html", context, form=form)


@require_safe
def view_briefing(request: HttpRequest, briefing: UUID) -> HttpResponse:
    one = _briefing(request, briefing)
    answers = [
        (answer, Table(answer["question"], answer["columns"], answer["rows"], hide_caption=True))
        for answer in one.answers
    ]
    context = {"briefing": one, "answers": answers, "back_url": reverse("list_briefings")}
    return render_page(request, "readiness/view_briefing.html", context)


@require_safe
def export_briefing(request: HttpRequest, briefing: UUID) -> HttpResponse:
    one = _briefing(request, briefing)
    return csv_file(f"briefing-{one.as_at}", ("Question", "Answer"), briefed.rows_of(one))


def _briefing(request: HttpRequest, briefing: UUID) -> Briefing:
    return get_object_or_404(briefed.briefings(by=viewer_of(request), at=timezone.now()), pk=briefing)
