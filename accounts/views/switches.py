"""On which pages does an operator close an organisation, or everything, and open it again? (R-USER-6)"""

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import switches
from accounts.access import require
from accounts.forms.switches import CloseForm, ReopenForm
from accounts.models import Practitioner
from accounts.stepup import recently_proved
from contactpoint.pages.rendering import render_page


@require_http_methods(["GET", "HEAD", "POST"])
def show_switches(request: HttpRequest) -> HttpResponse:
    by = _operator(request)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            because = form.cleaned_data["because"]
            closure = switches.close(form.organisation, because=because, by=by, at=timezone.now())
        except switches.NotSwitched as refusal:
            form.add_error("what", str(refusal))
        else:
            messages.success(request, f"Closed: {closure.what}")
            return redirect("switches")
    return render_page(request, "accounts/switches.html", {"closures": switches.closed_now(), "by": by}, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, closure: int) -> HttpResponse:
    by = _operator(request)
    closed = switches.closed_now().filter(pk=closure).first()
    if closed is None:
        raise Http404
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            switches.reopen(closed.pk, because=form.cleaned_data["because"], by=by, at=timezone.now())
        except switches.NotSwitched as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Open again: {closed.what}")
            return redirect("switches")
    context = {"closure": closed, "back_url": reverse("switches")}
    return render_page(request, "accounts/reopen.html", context, form=form)


def _operator(request: HttpRequest) -> Practitioner:
    """May they, and is it still they? (SEC-14)"""
    person = request.user
    assert isinstance(person, Practitioner)  # noqa: S101 - tells the type: LoginRequiredMiddleware
    require(person, switches.OPERATE, person.organisation, at=timezone.now())
    if not recently_proved(request):
        raise ReauthenticationRequired
    return person
