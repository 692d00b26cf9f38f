"""Who asks, and what happens when no reason is stated yet? What every page about a child shares."""

from functools import wraps
from typing import Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from accounts.models import Practitioner
from registry.disclosure import ReasonNeeded
from registry.involving import AskYourTeam


class ChildView(Protocol):
    def __call__(self, request: HttpRequest, child: UUID) -> HttpResponse: ...


class SeeOther(HttpResponseRedirect):
    """After a form was sent: go and see (303), so that loading again sends nothing twice."""

    status_code = 303


def see(name: str, *arguments: UUID) -> SeeOther:
    return SeeOther(reverse(name, args=arguments))


def viewer_of(request: HttpRequest) -> Practitioner:
    """The person signed in: no page here is open to anybody else (LoginRequiredMiddleware)."""
    assert isinstance(request.user, Practitioner)  # noqa: S101 - tells the type
    return request.user


def sent(request: HttpRequest) -> QueryDict | None:
    """The form as it was sent, also when all of it is empty; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def about_child(view: ChildView) -> ChildView:
    """A page about one child: without a reason of today the reason is asked for first (R-SEARCH-3)."""

    @wraps(view)
    def asked_first(request: HttpRequest, child: UUID) -> HttpResponse:
        try:
            return view(request, child)
        except ReasonNeeded:
            return see("state_reason", child)
        except AskYourTeam:
            return see("view_child", child)

    return asked_first
