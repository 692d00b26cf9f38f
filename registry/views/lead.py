"""The pages on which a lead professional is named and an assessment is flagged (R-INV-3)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contactpoint.pages.rendering import render_page
from registry import involving
from registry.disclosure import heading, open_record
from registry.forms.involve import CafForm, LeadForm
from registry.shown import BriefRecord, Contact
from registry.views.asking import about_child, see, sent, viewer_of


@require_http_methods(["GET", "POST"])
@about_child
def name_lead(request: HttpRequest, child: UUID) -> HttpResponse:
    """Offers those who are named on the record: a school or a practice as a whole cannot lead."""
    viewer, now = viewer_of(request), timezone.now()
    shown = open_record(child, viewer=viewer, at=now)
    if isinstance(shown, BriefRecord) or shown.sight:
        return see("view_child", child)
    choices = [(str(one.involvement), _choice(one)) for one in shown.contacts if one.involvement]
    form = LeadForm(sent(request), choices=choices)
    if request.method == "POST" and form.is_valid():
        involving.name_lead(child, UUID(form.cleaned_data["involvement"]), by=viewer, at=now)
        messages.success(request, "The lead professional is recorded")
        return see("view_child", child)
    context = {"record": shown, "heading": shown.heading, "today": timezone.localdate(), "choices": choices}
    back = {"back_url": reverse("view_child", args=[child])}
    return render_page(request, "registry/name_lead.html", {**context, **back}, form=form)


def _choice(one: Contact) -> str:
    return ", ".join(part for part in (one.name or one.organisation, one.role, one.service) if part)


@require_http_methods(["GET", "POST"])
@about_child
def flag_caf(request: HttpRequest, child: UUID) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    form = CafForm(sent(request))
    if request.method == "POST" and form.is_valid():
        involving.flag_caf(child, **form.cleaned_data, by=viewer, at=now)
        messages.success(request, "The assessment is recorded")
        return see("view_child", child)
    above = heading(child, viewer=viewer, at=now)
    context = {"heading": above, "today": timezone.localdate(), "back_url": reverse("view_child", args=[child])}
    return render_page(request, "registry/flag_caf.html", context, form=form)
