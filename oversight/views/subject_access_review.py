"""On which pages is it decided what is handed out, and does a second person agree? (R-AUDIT-4, ux.md 2(k))"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.granting import NotDone
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from oversight.subject_access import agreeing, asking, deciding
from oversight.subject_access.forms import AgreeForm, DecideItemForm, NothingForm, RecordForm, SendBackForm
from oversight.subject_access.page import page_of
from oversight.subject_access.seeing import find
from registry.disclosure import NotThere
from registry.for_officers import require_officer
from registry.views.asking import viewer_of

NO_SUCH_RECORD = "Check the number: your authority holds no open record with it"


@require_safe
def review_access(request: HttpRequest, access_request: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    try:
        review = deciding.review(access_request, by=by, at=at)
    except NotDone as error:
        messages.warning(request, str(error))
        return see("access_request", access_request)
    row = find(access_request, by=by, at=at)
    context = {
        "review": review,
        "request_id": access_request,
        "second": row.passed_on_at is not None,
        "back_url": reverse("access_request", args=[access_request]),
    }
    return render_page(request, "oversight/subject_access/review_access.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def access_item(request: HttpRequest, access_item: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    try:
        row, item = deciding.one_item(access_item, by=by, at=at)
    except NotDone as error:
        raise NotThere from error
    decision, exemption = item.safe
    form = DecideItemForm(sent(request), initial={"decision": decision, "exemption": exemption})
    if form.is_valid():
        chosen, why = form.decided
        deciding.decide(access_item, chosen, why, by=by, at=at)
        return see("review_access", row.pk)
    context = {"item": item, "back_url": reverse("review_access", args=[row.pk])}
    return render_page(request, "oversight/subject_access/access_item.html", context, form=form)


@require_POST
def pass_on_access(request: HttpRequest, access_request: UUID) -> HttpResponse:
    try:
        deciding.pass_on(access_request, by=viewer_of(request), at=timezone.now())
    except NotDone as error:
        messages.warning(request, str(error))
        return see("review_access", access_request)
    messages.success(request, "Now a shielding officer has to agree. You are told when the answer is ready.")
    return see("access_request", access_request)


@require_http_methods(["GET", "HEAD", "POST"])
def agree_access(request: HttpRequest, access_request: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    require_officer(by, at=at)
    shown = page_of(access_request, by=by, at=at)
    row = find(access_request, by=by, at=at)
    form = (AgreeForm if row.child_number else NothingForm)(sent(request))
    if form.is_valid():
        try:
            agreeing.agree(access_request, by=by, at=at)
        except NotDone as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "You have agreed. The documents are being made.")
            return see("access_request", access_request)
    waits = shown.may_agree or shown.may_check
    context = {
        "shown": shown,
        "waits": waits,
        "why_not": agreeing.why_not(row, by=by, at=at) if waits else "",
        "back_url": reverse("access_request", args=[access_request]),
    }
    return render_page(request, "oversight/subject_access/agree_access.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def send_back_access(request: HttpRequest, access_request: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    require_officer(by, at=at)
    find(access_request, by=by, at=at)
    form = SendBackForm(sent(request))
    if form.is_valid():
        try:
            agreeing.send_back(access_request, because=form.cleaned_data["because"], by=by, at=at)
        except NotDone as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "It is sent back to the person who passed it on.")
            return see("access_request", access_request)
    context = {"back_url": reverse("access_request", args=[access_request])}
    return render_page(request, "oversight/subject_access/send_back_access.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def access_record(request: HttpRequest, access_request: UUID) -> HttpResponse:
    """A shielding officer has found a record for a request that was taken in without one."""
    by, at = viewer_of(request), timezone.now()
    require_officer(by, at=at)
    find(access_request, by=by, at=at)
    form = RecordForm(sent(request))
    if form.is_valid():
        try:
            asking.set_number(access_request, form.cleaned_data["number"], by=by, at=at)
        except NotDone as error:
            form.add_error(None, str(error))
        except NotThere:
            form.add_error("number", NO_SUCH_RECORD)
        else:
            messages.success(request, "The record is being collected.")
            return see("access_request", access_request)
    context = {"back_url": reverse("access_request", args=[access_request])}
    return render_page(request, "oversight/subject_access/access_record.html", context, form=form)
