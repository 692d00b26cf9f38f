"""The pages on which a practitioner says who works with a child (R-INV-1, R-INV-2, S-19)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contactpoint.pages.rendering import render_page
from registry import involving, withdrawing
from registry.choices import WhoWithdrew
from registry.disclosure import heading
from registry.forms.involve import ColleagueForm, EndForm, SensitiveForm, WithdrawForm, WorkForm, own_work
from registry.views.asking import about_child, see, sent, viewer_of


@require_http_methods(["GET", "POST"])
@about_child
def record_involvement(request: HttpRequest, child: UUID) -> HttpResponse:
    return _record_own(request, child, WorkForm, "registry/record_involvement.html")


@require_http_methods(["GET", "POST"])
@about_child
def record_sensitive_involvement(request: HttpRequest, child: UUID) -> HttpResponse:
    """Nobody but this practitioner and the broker will see that it exists."""
    return _record_own(request, child, SensitiveForm, "registry/record_sensitive_involvement.html")


def _record_own(request: HttpRequest, child: UUID, form_class: type[WorkForm], page: str) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    form = form_class(sent(request), initial=own_work(viewer, on=timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            involving.record_involvement(child, form.work, by=viewer, at=now)
        except involving.AlreadyInvolved:
            form.add_error(None, "Your involvement with this child is already recorded")
        else:
            messages.success(request, "Your involvement is recorded")
            return see("view_child", child)
    return _page(request, page, child, form)


@require_http_methods(["GET", "POST"])
@about_child
def record_colleague_involvement(request: HttpRequest, child: UUID) -> HttpResponse:
    form = ColleagueForm(sent(request), initial={"started_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        by, now = viewer_of(request), timezone.now()
        involving.record_involvement(child, form.work, by=by, at=now, colleague=form.colleague)
        messages.success(request, "The involvement is recorded")
        return see("view_child", child)
    return _page(request, "registry/record_colleague_involvement.html", child, form)


def _page(request: HttpRequest, page: str, child: UUID, form: WorkForm) -> HttpResponse:
    above = heading(child, viewer=viewer_of(request), at=timezone.now())
    context = {"heading": above, "today": timezone.localdate(), "back_url": reverse("view_child", args=[child])}
    return render_page(request, page, context, form=form)


@require_http_methods(["GET", "POST"])
def end_involvement(request: HttpRequest, involvement: UUID) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    recorded = involving.recorded_by(viewer, involvement, at=now)
    form = EndForm(sent(request), since=recorded.since, initial={"ended_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        on, because = answers["ended_on"], answers["because"]
        involving.end_involvement(involvement, on=on, because=because, by=viewer, at=now)
        messages.success(request, "The involvement has ended")
        return see("my_children")
    context = {"recorded": recorded, "back_url": reverse("my_children")}
    return render_page(request, "registry/end_involvement.html", context, form=form)


@require_http_methods(["GET", "POST"])
def withdraw_consent(request: HttpRequest, involvement: UUID) -> HttpResponse:
    """Of the own sensitive service: it ends at once, and nobody is told (R-INV-2)."""
    viewer, now = viewer_of(request), timezone.now()
    service = withdrawing.own_sensitive(involvement, by=viewer, at=now)
    form = WithdrawForm(sent(request))
    if request.method == "POST" and form.is_valid():
        withdrawing.withdraw_own(involvement, who=WhoWithdrew(form.cleaned_data["who"]), by=viewer, at=now)
        messages.success(request, "The involvement has ended")
        return see("my_children")
    context = {"service": service, "back_url": reverse("my_children")}
    return render_page(request, "registry/withdraw_consent.html", context, form=form)


@require_POST
def confirm_involvement(request: HttpRequest, involvement: UUID) -> HttpResponse:
    involving.confirm_involvement(involvement, by=viewer_of(request), at=timezone.now())
    messages.success(request, "You said that you are still involved")
    return see("my_children")
