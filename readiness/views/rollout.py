"""On which page does the roll-out stand beside its plan? (R-ORG-2, S-3, S-5)"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.granting import NotDone
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from readiness import evaluating, moderating, rolling_out
from readiness.forms.experience import BeganForm
from registry.views.asking import viewer_of


@require_safe
def view_rollout(request: HttpRequest) -> HttpResponse:
    person, now = viewer_of(request), timezone.now()
    context = {
        "phases": rolling_out.progress(by=person, at=now),
        "closing": evaluating.closing(),
        "national": moderating.decides(person, at=now),
    }
    return render_page(request, "readiness/rollout.html", context)


@require_http_methods(["GET", "POST"])
def record_phase(request: HttpRequest, phase: int) -> HttpResponse:
    by, now = viewer_of(request), timezone.now()
    one = rolling_out.phase_to_record(phase, by=by, at=now)
    form = BeganForm(sent(request), initial={"day": one.actual_on})
    if form.is_valid():
        try:
            rolling_out.record_beginning(phase, form.cleaned_data["day"], by=by, at=now)
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The day on which it began is kept")
            return see("view_rollout")
    context = {"phase": one, "back_url": reverse("view_rollout")}
    return render_page(request, "readiness/record_phase.html", context, form=form)
