"""The pages on which an officer records that consent to a sensitive service was withdrawn (R-INV-2)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from contactpoint.pages.rendering import render_page
from registry import withdrawing
from registry.brokering import involved_with
from registry.choices import WhoWithdrew
from registry.forms.involve import WithdrawForm
from registry.views.asking import see, sent, viewer_of


@require_GET
def sensitive_services(request: HttpRequest, child: UUID) -> HttpResponse:
    """Those of one child of the own area, for the officers of the team alone."""
    involved = involved_with(child, by=viewer_of(request), at=timezone.now())
    services = [one for one in involved.services if one.sensitive]
    context = {"child": involved.child, "services": services, "back_url": reverse("contact_requests")}
    return render_page(request, "shielding/sensitive_services.html", context)


@require_http_methods(["GET", "POST"])
def withdraw_for_service(request: HttpRequest, child: UUID, involvement: UUID) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    standing = withdrawing.sensitive_of_area(child, involvement, by=by, at=now)
    form = WithdrawForm(sent(request))
    if request.method == "POST" and form.is_valid():
        who = WhoWithdrew(form.cleaned_data["who"])
        withdrawing.withdraw_for_service(child, involvement, who=who, by=by, at=now)
        messages.success(request, "The service is on the record no longer")
        return see("sensitive_services", child)
    context = {"service": standing, "back_url": reverse("sensitive_services", args=[child])}
    return render_page(request, "registry/withdraw_consent.html", context, form=form)
