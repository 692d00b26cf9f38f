"""Was a form sent, and where does the browser go after it?"""

from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse


class SeeOther(HttpResponseRedirect):
    """After a form was sent: go and see (303), so that loading again sends nothing twice."""

    status_code = 303


def see(name: str, *arguments: UUID | int | str) -> SeeOther:
    return SeeOther(reverse(name, args=arguments))


def sent(request: HttpRequest) -> QueryDict | None:
    """The form as it was sent, also when all of it is empty; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None
