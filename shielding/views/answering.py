"""What do all pages about shields share: who asks, and what if somebody else was faster?"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from registry.for_officers import require_officer
from registry.views.asking import see, sent, viewer_of
from shielding.entries import ChangedMeanwhile

__all__ = ["CHANGED", "for_officers", "see", "sent", "viewer_of"]

CHANGED = "Somebody changed this after you opened the page. Look at it again: nothing of yours was saved"
View = Callable[..., HttpResponse]


def for_officers(view: View) -> View:
    """To everybody else the page reads like one that is not there, before anything is looked up."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_officer(viewer_of(request), at=timezone.now())
        return view(request, *args, **kwargs)

    return guarded


def about_shield(view: View) -> View:
    """As for_officers. Who was overtaken sees the record as it is now, and overwrites nothing (ux.md 2(h))."""

    @for_officers
    @wraps(view)
    def looked_again(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            return view(request, **parts)
        except ChangedMeanwhile:
            messages.warning(request, CHANGED)
            return see("view_shield", parts["shield"])

    return looked_again
