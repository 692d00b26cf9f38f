"""Who asks for a page of feeds?"""

from django.http import HttpRequest

from accounts.models import Practitioner


def person_of(request: HttpRequest) -> Practitioner:
    """The person signed in: no page here is open to anybody else (LoginRequiredMiddleware)."""
    assert isinstance(request.user, Practitioner)  # noqa: S101 - tells the type
    return request.user
