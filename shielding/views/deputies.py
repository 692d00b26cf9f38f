"""The page on which a team names its deputies (R-SHIELD-4)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contactpoint.pages.rendering import render_page
from shielding import deputies
from shielding.forms.decide import DeputyForm
from shielding.views.answering import for_officers, see, sent, viewer_of


@require_http_methods(["GET", "POST"])
@for_officers
def shielding_deputies(request: HttpRequest) -> HttpResponse:
    officer, now = viewer_of(request), timezone.now()
    colleagues = deputies.could_be_named(by=officer, at=now)
    form = DeputyForm(sent(request), choices=[(str(one.pk), one.name) for one in colleagues])
    if request.method == "POST" and form.is_valid():
        deputies.name(UUID(form.cleaned_data["practitioner"]), by=officer, at=now)
        messages.success(request, "The deputy is named")
        return see("shielding_deputies")
    named = deputies.deputies_named(by=officer, at=now)
    context = {"named": named, "colleagues": colleagues, "back_url": reverse("shielding_home")}
    return render_page(request, "shielding/shielding_deputies.html", context, form=form)


@require_POST
@for_officers
def end_deputy(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    deputies.end(practitioner, by=viewer_of(request), at=timezone.now())
    messages.success(request, "They are no deputy any more")
    return see("shielding_deputies")
