"""Which pages decide about a delivery that waits: let it through, approve it, turn it away? (R-FEED-4)"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views.acting import attempt
from contactpoint.pages.asking import see, sent
from contactpoint.pages.rendering import render_page
from feeds.approve import approve, turn_away
from feeds.forms.deliveries import BecauseForm
from feeds.let_through import let_through
from feeds.models import Delivery
from feeds.reasons import Reason
from feeds.scope import delivery_to_see, require_care
from feeds.views.asking import person_of
from feeds.views.reported import outcomes

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def let_through_delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    row, form = _kept(request, delivery), BecauseForm(sent(request))

    def act() -> str:
        because = form.cleaned_data["because"]
        let_through(row.pk, by=person_of(request), because=because, at=timezone.now())
        return "The delivery is let through"

    return _act(request, "feeds/let_through_delivery.html", row, form, act)


@require_http_methods(METHODS)
def approve_delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    row, form = _kept(request, delivery), forms.Form(sent(request))

    def act() -> str:
        approve(row.pk, by=person_of(request), at=timezone.now())
        return "The delivery is approved"

    return _act(request, "feeds/approve_delivery.html", row, form, act, outcomes=outcomes(row))


@require_http_methods(METHODS)
def turn_away_delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    row, form = _kept(request, delivery), BecauseForm(sent(request))

    def act() -> str:
        turn_away(row.pk, by=person_of(request), because=form.cleaned_data["because"], at=timezone.now())
        return "The delivery is turned away"

    return _act(request, "feeds/turn_away_delivery.html", row, form, act)


def _kept(request: HttpRequest, delivery: UUID) -> Delivery:
    """Asked before the page is shown, and again by the act. Raises Refused, NotYours."""
    by, at = person_of(request), timezone.now()
    row = delivery_to_see(delivery, by=by, at=at)
    require_care(by, row.source, at=at)
    return row


def _act(
    request: HttpRequest, template: str, row: Delivery, form: forms.Form, act: Callable[[], str], **more: Any
) -> HttpResponse:
    if form.is_valid() and (words := attempt(form, act)):
        messages.success(request, words)
        return see("view_delivery", row.pk)
    context = {
        "delivery": row,
        "because": Reason(row.stopped_because).words if row.stopped_because else "",
        "back_url": reverse("view_delivery", args=[row.pk]),
        **more,
    }
    return render_page(request, template, context, form=form)
