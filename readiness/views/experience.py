"""On which pages does an early adopter report, and does everybody read what was done about it? (R-LARA-9)"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import whole_of
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from readiness import evaluating, experiencing, findings
from readiness.done import all_done
from readiness.forms.experience import ReportForm
from registry.views.asking import viewer_of


@require_safe
def list_experience(request: HttpRequest) -> HttpResponse:
    person = viewer_of(request)
    context = {
        "organisation": whole_of(person),
        "person": person,
        "reports": experiencing.reports_to_read(by=person, at=timezone.now()),
        "closing": evaluating.closing(),
    }
    return render_page(request, "readiness/experience.html", context)


@require_http_methods(["GET", "POST"])
def report_experience(request: HttpRequest) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    experiencing.refuse_others(person, at=now)
    form = ReportForm(sent(request), parts=experiencing.parts_for(person, at=now))
    if form.is_valid():
        made = experiencing.report(form.told(), by=person, at=now)
        messages.success(request, "The report is with the national team. You are told when it is answered")
        return see("view_experience", made.pk)
    context = {
        "organisation": whole_of(person),
        "closing": evaluating.closing(),
        "back_url": reverse("list_experience"),
    }
    return render_page(request, "readiness/report_experience.html", context, form=form)


@require_safe
def view_experience(request: HttpRequest, experience: UUID) -> HttpResponse:
    one = experiencing.report_to_read(experience, by=viewer_of(request), at=timezone.now())
    context = {"report": one, "title": "What was reported", "back_url": reverse("list_experience")}
    return render_page(request, "readiness/view_experience.html", context)


@require_safe
def said_and_done(request: HttpRequest) -> HttpResponse:
    """The words of a report, and whose it is, do not even reach the page."""
    person, now = viewer_of(request), timezone.now()
    found = findings.published(by=person, at=now)
    context = {
        "findings": [(one, all_done(one.changes.all(), on=timezone.localdate(now))) for one in found],
        "reports": experiencing.reports(person, at=now),
    }
    return render_page(request, "readiness/said_and_done.html", context)
