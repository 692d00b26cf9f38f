"""The page on which a director signs the start-up list: counts, and no child (R-SHIELD-9)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contactpoint.pages.rendering import render_page
from registry.disclosure import NotThere
from registry.starting_up import is_signed
from registry.views.asking import see, viewer_of
from shielding.forms.start_up import DirectorForm
from shielding.signing import SamePerson, sign_as_director, to_sign
from shielding.views.answering import CHANGED, sent


@require_http_methods(["GET", "POST"])
def start_up_to_sign(request: HttpRequest) -> HttpResponse:
    """`sign_off`: what the director has read; signed is that, or nothing."""
    director, now = viewer_of(request), timezone.now()
    waits = to_sign(director, at=now)
    form = DirectorForm(sent(request), initial={"sign_off": waits.id if waits else None})
    if request.method == "POST" and form.is_valid():
        try:
            sign_as_director(form.cleaned_data["sign_off"], by=director, at=now)
            messages.success(request, "The start-up list is signed")
        except NotThere:
            messages.warning(request, CHANGED)
        except SamePerson as error:
            messages.warning(request, str(error))
        return see("start_up_to_sign")
    context = {
        "one": waits,
        "signed": is_signed(director.organisation),
        "organisation": director.organisation,
        "back_url": reverse("home"),
    }
    return render_page(request, "shielding/start_up_to_sign.html", context, form=form)
