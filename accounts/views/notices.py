"""Which pages show what a person was told?"""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Practitioner
from accounts.notices import SHOWN, count_new, mark_all_read, mark_read, notices_of
from contactpoint.pages.rendering import render_page


class SeeOther(HttpResponseRedirect):
    """After a form was sent: go and see (303)."""

    status_code = 303


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    context = {"notices": notices_of(person), "new": count_new(person), "shown": SHOWN, "back_url": reverse("home")}
    return render_page(request, "accounts/notices.html", context)


@require_POST
def read_notice(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Marks it as read and goes where it leads."""
    path = mark_read(notice, by=_person(request), at=timezone.now())
    if path is None:
        raise Http404
    return SeeOther(path or reverse("notices"))


@require_POST
def read_all_notices(request: HttpRequest) -> HttpResponse:
    mark_all_read(_person(request), at=timezone.now())
    return SeeOther(reverse("notices"))


def _person(request: HttpRequest) -> Practitioner:
    return cast(Practitioner, request.user)  # LoginRequiredMiddleware lets nobody else in
