"""On which pages are files added to an answer, fetched and removed? (R-LARA-3)"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contactpoint.pages.asking import see
from contactpoint.pages.rendering import render_page
from readiness import returning
from readiness.evidence import attach, evidence_of, fetch, remove
from readiness.forms.evidence import EvidenceForm
from readiness.returning import Closed
from readiness.sniffing import WrongFile
from readiness.views.returns import CLOSED, about, about_return
from registry.views.asking import viewer_of


@require_http_methods(["GET", "POST"])
@about_return
def add_evidence(request: HttpRequest, monthly: UUID, question: str) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    one = returning.return_for(monthly, right=returning.WRITE, by=person, at=now)
    asked = returning.question_of(one, question)
    sent: tuple[Any, Any] = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EvidenceForm(*sent)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = attach(monthly, question, file, file_name=file.name, by=person, at=now)
        except WrongFile as wrong:
            form.add_error("file", str(wrong))
        else:
            messages.success(request, f"{made.file_name} is added")
            return see("add_evidence", monthly, question)
    context = {
        **about(one),
        "question": asked,
        "files": evidence_of(one).get(question, []),
        "back_url": reverse("answer_question", args=[monthly, question]),
    }
    return render_page(request, "readiness/add_evidence.html", context, form=form)


@require_safe
def download_evidence(request: HttpRequest, evidence: UUID) -> HttpResponseBase:
    """As a file to keep and never as a page: no browser opens it here."""
    row, content = fetch(evidence, by=viewer_of(request), at=timezone.now())
    headers = {
        "Content-Disposition": content_disposition_header(True, row.file_name) or "attachment",
        "Content-Length": str(row.size),
    }
    return StreamingHttpResponse(content, content_type="application/octet-stream", headers=headers)


@require_POST
def remove_evidence(request: HttpRequest, evidence: UUID) -> HttpResponse:
    by, at = viewer_of(request), timezone.now()
    try:
        row = remove(evidence, by=by, at=at)
    except Closed:
        messages.warning(request, CLOSED)
        return see("list_returns")
    messages.success(request, f"{row.file_name} is removed")
    return see("add_evidence", row.of_id, row.question)
