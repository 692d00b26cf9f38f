"""On which pages does an operator close an organisation, or everything, and open it again? (R-USER-6)"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

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
from accounts.permissions import OPERATE
from accounts.stepup import proved_recently
from contactpoint.pages.rendering import render_page

View = Callable[..., HttpResponse]


def operators_alone(view: View) -> View:
    """Asked before anybody is asked to prove who they are."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = _person(request)
        require(person, OPERATE, person.organisation, at=timezone.now())
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@operators_alone
@proved_recently
def show_switches(request: HttpRequest) -> HttpResponse:
    by = _person(request)
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
@operators_alone
@proved_recently
def reopen(request: HttpRequest, closure: UUID) -> HttpResponse:
    by = _person(request)
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


def _person(request: HttpRequest) -> Practitioner:
    return cast(Practitioner, request.user)  # LoginRequiredMiddleware lets nobody else in
