"""The pages on which a mistake is reported and followed (R-REC-6, ux.md c7)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from contactpoint.pages.rendering import render_page
from registry import disputing, on_behalf
from registry.forms.dispute import NumberForm, ReportForm
from registry.keepers import kept_by
from registry.views.asking import about_child, see, sent, viewer_of

REPORTED = "The mistake is reported. You are told what becomes of it"
NO_SUCH_RECORD = "Check the number: there is no record of your authority with this number that you can open"


@require_http_methods(["GET", "POST"])
def report_mistake(request: HttpRequest, child: UUID, field: str) -> HttpResponse:
    @about_child
    def page(request: HttpRequest, child: UUID) -> HttpResponse:
        return _report(request, child, field)

    return page(request, child=child)


def _report(request: HttpRequest, child: UUID, field: str) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    form = ReportForm(sent(request), initial={"phone": viewer.phone})
    if request.method == "POST" and form.is_valid():
        disputing.report(child, field, form.report, by=viewer, at=now)
        messages.success(request, REPORTED)
        return see("view_child", child)
    heading, about = disputing.field_to_report(child, field, viewer=viewer, at=now)
    context = {"heading": heading, "about": about, "today": timezone.localdate()}
    back = {"back_url": reverse("view_child", args=[child])}
    return render_page(request, "registry/report_mistake.html", {**context, **back}, form=form)


@require_GET
def my_reports(request: HttpRequest) -> HttpResponse:
    queue = disputing.own_reports(viewer_of(request), at=timezone.now(), page=request.GET.get("page", "1"))
    return render_page(request, "registry/my_reports.html", {"queue": queue, "back_url": reverse("home")})


@require_http_methods(["GET", "POST"])
def report_for_others(request: HttpRequest) -> HttpResponse:
    """An officer has a child or a parent on the telephone, or a letter of theirs."""
    officer, now = viewer_of(request), timezone.now()
    form = NumberForm(sent(request))
    kept_by(officer, at=now)  # who may not is refused before anything is asked
    if request.method == "POST" and form.is_valid():
        try:
            return see("choose_mistake", on_behalf.child_with(form.cleaned_data["number"], by=officer, at=now))
        except on_behalf.NotFound:
            form.add_error("number", NO_SUCH_RECORD)
    return render_page(request, "registry/report_for_others.html", {"back_url": reverse("disputes")}, form=form)


@require_GET
def choose_mistake(request: HttpRequest, child: UUID) -> HttpResponse:
    values = on_behalf.values_of(child, by=viewer_of(request), at=timezone.now())
    context = {"values": values, "back_url": reverse("report_for_others")}
    return render_page(request, "registry/choose_mistake.html", context)


@require_http_methods(["GET", "POST"])
def report_mistake_for(request: HttpRequest, child: UUID, field: str) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    form = ReportForm(sent(request), initial={"phone": officer.phone})
    if request.method == "POST" and form.is_valid():
        on_behalf.report(child, field, form.report, by=officer, at=now)
        messages.success(request, REPORTED)
        return see("disputes")
    values, about = on_behalf.field_of(child, field, by=officer, at=now)
    context = {"values": values, "about": about, "back_url": reverse("choose_mistake", args=[child])}
    return render_page(request, "registry/report_mistake_for.html", context, form=form)
