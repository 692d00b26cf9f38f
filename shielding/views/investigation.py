"""The pages on which an override is looked into, and explained (R-SHIELD-5, H8)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.granting import NotDone
from contactpoint.pages.rendering import render_page
from registry.views.asking import see, sent, viewer_of
from shielding import investigating
from shielding.forms.investigation import ExplainForm, StepForm
from shielding.investigations import investigation_to_read, investigations_of


@require_safe
def investigations(request: HttpRequest) -> HttpResponse:
    rows = investigations_of(viewer_of(request), at=timezone.now())
    context = {
        "open": [row for row in rows if row.closed_at is None],
        "closed": [row for row in rows if row.closed_at],
        "back_url": reverse("home"),
    }
    return render_page(request, "shielding/investigations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def view_investigation(request: HttpRequest, investigation: UUID) -> HttpResponse:
    form = StepForm(sent(request))
    if form.is_valid() and _done(request, form, investigation):
        return see("view_investigation", investigation)
    shown = investigation_to_read(investigation, by=viewer_of(request), at=timezone.now())
    context = {"shown": shown, "today": timezone.localdate(), "back_url": reverse("investigations")}
    return render_page(request, "shielding/view_investigation.html", context, form=form)


def _done(request: HttpRequest, form: StepForm, investigation: UUID) -> bool:
    words = form.cleaned_data["words"]
    try:
        investigating.take_step(investigation, form.chosen, words=words, by=viewer_of(request), at=timezone.now())
    except NotDone as reason:
        form.add_error(None, str(reason))
        return False
    messages.success(request, "Your decision is recorded")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def explain_override(request: HttpRequest, investigation: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    form = ExplainForm(sent(request))
    asked = investigating.asked_of(investigation, by=by, at=now)
    if form.is_valid():
        investigating.explain(investigation, words=form.cleaned_data["words"], by=by, at=now)
        messages.success(request, "Your explanation is recorded")
        return see("home")
    return render_page(
        request, "shielding/explain_override.html", {"asked": asked, "back_url": reverse("home")}, form=form
    )
