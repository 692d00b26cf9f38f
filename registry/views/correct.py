"""The pages on which an authority's officers decide what was reported as wrong (R-REC-6)."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from contactpoint.pages.rendering import render_page
from registry import correcting, dispute_queue
from registry.forms.correct import FORMS
from registry.forms.dispute import BecauseForm
from registry.views.asking import see, sent, viewer_of

Act = Callable[..., None]


@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    queue = dispute_queue.queue_of(viewer_of(request), at=timezone.now(), page=request.GET.get("page", "1"))
    return render_page(request, "registry/disputes.html", {"queue": queue, "back_url": reverse("home")})


@require_GET
def view_dispute(request: HttpRequest, dispute: UUID) -> HttpResponse:
    case = dispute_queue.open_case(dispute, by=viewer_of(request), at=timezone.now())
    return render_page(request, "registry/view_dispute.html", {"case": case, "back_url": reverse("disputes")})


@require_http_methods(["GET", "POST"])
def correct_value(request: HttpRequest, dispute: UUID) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    try:
        item, old = correcting.to_correct(dispute, by=officer, at=now)
        form = FORMS[item](sent(request), old=old)
        if request.method == "POST" and form.is_valid():
            told = {"because": form.cleaned_data["because"], "estimated": form.estimated}
            correcting.correct(dispute, form.new, **told, by=officer, at=now)
            messages.success(request, "The record is corrected")
            return see("disputes")
    except (correcting.NotTheSecond, correcting.CannotCorrect):
        return see("view_dispute", dispute)
    return _page(request, dispute, "registry/correct_value.html", form)


@require_http_methods(["GET", "POST"])
def refuse_correction(request: HttpRequest, dispute: UUID) -> HttpResponse:
    return _answer(request, dispute, correcting.refuse, "registry/refuse_correction.html", "The record stays as it is")


@require_http_methods(["GET", "POST"])
def put_value_right(request: HttpRequest, dispute: UUID) -> HttpResponse:
    return _answer(request, dispute, correcting.put_right, "registry/put_value_right.html", "The report is answered")


@require_http_methods(["GET", "POST"])
def believe_sources(request: HttpRequest, dispute: UUID) -> HttpResponse:
    said = "The sources are believed again"
    return _answer(request, dispute, correcting.believe, "registry/believe_sources.html", said)


def _answer(request: HttpRequest, dispute: UUID, act: Act, template: str, said: str) -> HttpResponse:
    form = BecauseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            act(dispute, because=form.cleaned_data["because"], by=viewer_of(request), at=timezone.now())
        except correcting.NotTheSecond:
            return see("view_dispute", dispute)
        messages.success(request, said)
        return see("disputes")
    return _page(request, dispute, template, form)


def _page(request: HttpRequest, dispute: UUID, template: str, form: Form) -> HttpResponse:
    case = dispute_queue.open_case(dispute, by=viewer_of(request), at=timezone.now())
    if case.decision or case.mine:
        return see("view_dispute", dispute)
    back = {"back_url": reverse("view_dispute", args=[dispute])}
    return render_page(request, template, {"case": case, **back}, form=form)
