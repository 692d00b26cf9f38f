"""What can everybody read and do, without an account: what the registry is, and how to complain? (R-AUDIT-5)

Number and code of a complaint travel in forms, never in an address.
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.attempts import Locked
from accounts.granting import NotDone
from contactpoint.pages.asking import see, sent
from contactpoint.pages.dates import time_in_words
from contactpoint.pages.rendering import render_page
from oversight.complaints import complaining
from oversight.complaints.forms import ComplainForm, PassOnForm, StatusForm

RECEIPT = "complaint_receipt"  # where the visit keeps what is shown once
NO_SUCH = "There is no complaint with this number and code. Check both"


@login_not_required
@require_safe
def about_registry(request: HttpRequest) -> HttpResponse:
    context = {
        "areas": [one for one in complaining.authorities() if one.team_phone or one.team_email],
        "days": settings.SUBJECT_ACCESS_DAYS,
        "complaint_days": settings.COMPLAINT_DAYS,
    }
    return render_page(request, "oversight/complaints/about_registry.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    form = ComplainForm(sent(request))
    if form.is_valid():
        area = UUID(form.cleaned_data["area"])
        try:
            receipt = complaining.complain_on_the_page(area, form.said, at=timezone.now())
        except Locked as locked:
            form.add_error(None, _try_again(locked))
        except NotDone as error:
            form.add_error("area", str(error))
        else:
            request.session[RECEIPT] = [receipt.number, receipt.code, receipt.due_on.isoformat()]
            return see("complained")
    return render_page(
        request, "oversight/complaints/complain.html", {"back_url": reverse("about_registry")}, form=form
    )


@login_not_required
@require_safe
def complained(request: HttpRequest) -> HttpResponse:
    """The code is shown here alone, once."""
    receipt = request.session.pop(RECEIPT, None)
    if receipt is None:
        return see("about_registry")
    number, code, due_on = receipt
    context = {"number": number, "code": code, "due_on": date.fromisoformat(due_on)}
    return render_page(request, "oversight/complaints/complained.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def complaint_status(request: HttpRequest) -> HttpResponse:
    form = StatusForm(sent(request))
    if form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        try:
            status = complaining.status_of(number, code, at=timezone.now())
        except (Locked, complaining.NoSuchComplaint) as error:
            form.add_error(None, _words_of(error))
        else:
            context = {"status": status, "back_url": reverse("complaint_status")}
            return render_page(request, "oversight/complaints/status.html", context)
    context = {"back_url": reverse("about_registry")}
    return render_page(request, "oversight/complaints/complaint_status.html", context, form=form)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on_complaint(request: HttpRequest) -> HttpResponse:
    form = PassOnForm(sent(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            complaining.pass_on(said["number"], said["code"], because=said["because"], at=timezone.now())
        except (Locked, NotDone, complaining.NoSuchComplaint) as error:
            form.add_error(None, _words_of(error))
        else:
            return render_page(request, "oversight/complaints/passed_on.html", {"number": said["number"]})
    context = {"back_url": reverse("complaint_status")}
    return render_page(request, "oversight/complaints/pass_on_complaint.html", context, form=form)


def _words_of(error: Exception) -> str:
    if isinstance(error, Locked):
        return _try_again(error)
    return str(error) if isinstance(error, NotDone) else NO_SUCH


def _try_again(locked: Locked) -> str:
    return f"Too many were sent from here in a short time. Try again after {time_in_words(locked.until)}"
