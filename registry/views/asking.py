"""Who asks, and what happens when no reason is stated yet? What every page about a child shares."""

from functools import wraps
from typing import Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Practitioner
from contactpoint.pages.asking import see, sent
from registry.disclosure import NotThere, ReasonNeeded
from registry.involving import AskYourTeam
from registry.merged import led_to

__all__ = ["about_child", "see", "sent", "viewer_of"]


LED = "The record you asked for is part of this one now: they were two records of one child"


class ChildView(Protocol):
    def __call__(self, request: HttpRequest, child: UUID) -> HttpResponse: ...


def viewer_of(request: HttpRequest) -> Practitioner:
    """The person signed in: no page here is open to anybody else (LoginRequiredMiddleware)."""
    assert isinstance(request.user, Practitioner)  # noqa: S101 - tells the type
    return request.user


def about_child(view: ChildView) -> ChildView:
    """A page about one child: without a reason of today the reason is asked for first (R-SEARCH-3).

    A record that was merged into another leads to it (R-FEED-6).
    """

    @wraps(view)
    def asked_first(request: HttpRequest, child: UUID) -> HttpResponse:
        try:
            return view(request, child)
        except ReasonNeeded:
            return see("state_reason", child)
        except AskYourTeam:
            return see("view_child", child)
        except NotThere:
            kept = led_to(child, viewer=viewer_of(request), at=timezone.now())
            if kept is None:
                raise
            messages.info(request, LED)
            return see("view_child", kept)

    return asked_first
