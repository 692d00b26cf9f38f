"""On which pages is a complaint entered, taken and answered? (R-AUDIT-5)"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import NotYours
from accounts.granting import NotDone
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from oversight.complaints import complaining, handling
from oversight.complaints.forms import AnswerComplaintForm, EnterForm
from oversight.complaints.models import Way
from registry.views.asking import viewer_of


@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    shown = handling.listed(by, at=at)
    context = {
        "complaints": shown,
        "national": handling.is_national(by, at=at),
        "back_url": reverse("home"),
    }
    return render_page(request, "oversight/complaints/complaints.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_complaint(request: HttpRequest) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    handling.require_handler(by, at=at)
    if handling.is_national(by, at=at):
        raise NotYours(handling.DATA, by.organisation_id)
    form = EnterForm(sent(request))
    if form.is_valid():
        said = form.cleaned_data
        made = complaining.enter(Way(said["way"]), form.said, received_on=said["received_on"], by=by, at=at)
        context = {"number": made.number, "code": made.code, "due_on": made.due_on}
        return render_page(request, "oversight/complaints/complained.html", {**context, "for_somebody": True})
    context = {"back_url": reverse("complaints")}
    return render_page(request, "oversight/complaints/enter_complaint.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def view_complaint(request: HttpRequest, complaint: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    shown = handling.to_read(complaint, by=by, at=at)
    form = AnswerComplaintForm(sent(request))
    if form.is_valid():
        try:
            handling.answer(complaint, words=form.cleaned_data["words"], by=by, at=at)
        except NotDone as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The answer is recorded. Whoever complained reads it with number and code.")
            return see("complaints")
    context = {"shown": shown, "national": handling.is_national(by, at=at), "back_url": reverse("complaints")}
    return render_page(request, "oversight/complaints/view_complaint.html", context, form=form)


@require_POST
def take_complaint(request: HttpRequest, complaint: UUID) -> HttpResponse:
    try:
        handling.take(complaint, by=viewer_of(request), at=timezone.now())
    except NotDone as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "The complaint is yours.")
    return see("view_complaint", complaint)
