"""On which pages is a request for what is held taken in and followed? (R-AUDIT-4, ux.md 2(k))"""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.granting import NotDone
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from oversight.subject_access import agreeing, asking
from oversight.subject_access.forms import AskForm, IdentityForm
from oversight.subject_access.making import preview, take_away
from oversight.subject_access.models import FileKind
from oversight.subject_access.page import page_of
from oversight.subject_access.seeing import find, listed, open_to
from registry.disclosure import NotThere
from registry.keepers import require_keeper
from registry.views.asking import viewer_of

NO_SUCH_RECORD = "Check the number: your authority holds no record with it that you may answer for"


@require_safe
def access_requests(request: HttpRequest) -> HttpResponse:
    shown = listed(viewer_of(request), at=timezone.now())
    context = {"requests": shown, "back_url": reverse("home")}
    return render_page(request, "oversight/subject_access/access_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_access(request: HttpRequest) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    require_keeper(by, at=at)
    form = AskForm(sent(request))
    if form.is_valid():
        try:
            made = asking.take(form.asked, by=by, at=at)
        except NotThere:
            form.add_error("number", NO_SUCH_RECORD)
        else:
            messages.success(request, "The request is taken in.")
            return see("access_request", made) if form.asked.number else see("access_requests")
    context = {"days": settings.SUBJECT_ACCESS_DAYS, "back_url": reverse("access_requests")}
    return render_page(request, "oversight/subject_access/ask_access.html", context, form=form)


@require_safe
def access_request(request: HttpRequest, access_request: UUID) -> HttpResponse:
    shown = page_of(access_request, by=viewer_of(request), at=timezone.now())
    kept = settings.SUBJECT_ACCESS_KEPT_DAYS
    context = {"shown": shown, "kept_days": kept, "back_url": reverse("access_requests")}
    return render_page(request, "oversight/subject_access/access_request.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def access_identity(request: HttpRequest, access_request: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    row = find(access_request, by=by, at=at)
    form = IdentityForm(sent(request), asker=row.asker)
    if form.is_valid():
        said = form.cleaned_data
        try:
            asking.identity_seen(access_request, evidence=said["identity"], authority=said["authority"], by=by, at=at)
        except NotDone as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The proof of identity is recorded, and the days count again.")
            return see("access_request", access_request) if row.child_number else see("access_requests")
    context = {"back_url": reverse("access_request", args=[access_request])}
    return render_page(request, "oversight/subject_access/access_identity.html", context, form=form)


@require_POST
def retry_access(request: HttpRequest, access_request: UUID) -> HttpResponse:
    try:
        agreeing.retry(access_request, by=viewer_of(request), at=timezone.now())
    except NotDone as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "It is tried again.")
    return see("access_request", access_request)


@require_POST
def end_access_request(request: HttpRequest, access_request: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    try:
        asking.withdraw(access_request, by=by, at=at)
    except NotDone as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "The request is withdrawn, and what was collected is destroyed.")
        if not open_to(by, at=at).filter(pk=access_request).exists():  # its record is in the archive
            return see("access_requests")
    return see("access_request", access_request)


@require_safe
def preview_access(request: HttpRequest, access_request: UUID) -> HttpResponse:
    content = preview(access_request, by=viewer_of(request), at=timezone.now())
    return _file("draft.pdf", "application/pdf", content)


@require_POST
def access_file(request: HttpRequest, access_request: UUID, kind: str) -> HttpResponse:
    """Asked for by a form: a link would be followed by whatever loads pages ahead, and each time is in the log."""
    try:
        found, content = take_away(access_request, kind, by=viewer_of(request), at=timezone.now())
    except NotDone as error:
        messages.warning(request, str(error))
        return see("access_request", access_request)
    if found == FileKind.TABLE:
        return _file("answer.csv", "text/csv; charset=utf-8", content)
    return _file(f"answer-{found}.pdf", "application/pdf", content)


def _file(name: str, kind: str, content: bytes) -> HttpResponse:
    """No name of a file says whom it is about."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
