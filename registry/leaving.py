"""Has this person left the record that is open under override? Then it is closed (R-SHIELD-5, SEC-7)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import sessions
from accounts.models import Practitioner
from registry import overrides
from registry.models import Ending

# Asked for by a page that is open, and not by going to another one; signing out ends it itself, and says so.
STAYING = {"stay_signed_in", "account_logout"}


class LeavingMiddleware:
    """Any page that is not of this record is another one: a search, a list, another record, the start, in any tab.

    Looked up at each request, and never kept in the session: two requests at once would overwrite what is kept there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> None:
        person, asked = request.user, request.resolver_match
        if not isinstance(person, Practitioner) or sessions.is_unattended(request):
            return
        if asked is None or asked.url_name not in STAYING:
            overrides.end(person, Ending.LEFT, at=timezone.now(), but_of=kwargs.get("child"))
