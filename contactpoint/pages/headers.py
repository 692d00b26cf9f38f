"""Which headers does every page carry, and what does the browser forget at sign-out?"""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from contactpoint.pages.policy import HEADERS

Response = TypeVar("Response", bound=HttpResponseBase)


class HeadersMiddleware:
    """A child's page is never kept: not by the browser, not by a proxy, not by a search engine.

    Stands after WhiteNoise in the settings, so that style sheets and scripts may still be cached.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        return response


def forget_site_data(response: Response) -> Response:
    """Ask the browser to drop what it kept of the pages; for the answer to a sign-out."""
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
