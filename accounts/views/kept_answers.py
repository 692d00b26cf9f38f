"""Which pages does somebody see who was signed out before they sent a form? (ux 2(a))"""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.kept_answers import Taken, offer, take
from accounts.models import Practitioner
from contactpoint.pages.rendering import render_page


@require_safe
def kept_answers(request: HttpRequest) -> HttpResponse:
    offers = offer(_person(request), at=timezone.now())
    return render_page(request, "accounts/kept_answers.html", {"offers": offers})


@require_POST
def go_on(request: HttpRequest, kept: UUID) -> HttpResponse:
    """The browser sends the same form on to its own page (307), where everything is asked as always."""
    address = take(kept, by=_person(request), taken=Taken.USED, at=timezone.now())
    return redirect(address, preserve_request=True) if address else redirect("kept_answers")


@require_POST
def throw_away(request: HttpRequest, kept: UUID) -> HttpResponse:
    if take(kept, by=_person(request), taken=Taken.THROWN_AWAY, at=timezone.now()):
        messages.success(request, "The answers are thrown away")
    return redirect("kept_answers")


def _person(request: HttpRequest) -> Practitioner:
    return cast(Practitioner, request.user)  # LoginRequiredMiddleware lets nobody else in
