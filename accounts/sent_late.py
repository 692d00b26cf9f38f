"""Which form came from somebody who was signed out by then, and may its answers be kept? (ux 2(a))

The middleware that asks stands before the views, and so before Django looks at the token of a form. Answers are shown
again to the person they are kept for, who then sends them in their own name; nobody else may slip any in.
"""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import Resolver404, resolve

FORMS: Final = {"application/x-www-form-urlencoded", "multipart/form-data"}
MOST_SENT: Final = 10 * 1024 * 1024  # bytes with files, which are read and dropped
MOST_KEPT: Final = 64 * 1024  # bytes of what was typed
LONGEST_PATH: Final = 200
ONLY_KEEP: Final = "only-keep"  # in the address: this browser's time is up, so keep and do nothing (session-timeout.js)
# Signing in, proving, one's own account and these very pages: what is typed there is a secret, or is no work.
NEVER: Final = {f"accounts.views.{name}" for name in ("sign_in", "own_account", "joining", "kept_answers")}
NEVER_NAMED: Final = ("account_", "mfa_", "set_up_", "prove_")
SECRET: Final = re.compile(r"csrf|passw|secret|credential|token|(^|[_-])(code|codes|pin|otp)($|[_-])", re.I)


@dataclass(frozen=True)
class Answers:
    """What was typed, without anything secret; of files only that there was one."""

    query: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    had_file: bool

    def as_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        read = json.loads(text)
        fields = tuple((name, tuple(values)) for name, values in read["fields"])
        return cls(query=read["query"], fields=fields, had_file=read["had_file"])


@dataclass(frozen=True)
class SentLate:
    """A form that may be kept: the name and the path of its page, and the answers."""

    page: str
    path: str
    answers: Answers


class _Token(CsrfViewMiddleware):
    """Django's own judgement of where a form came from, as a yes or no."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def sent_late(request: HttpRequest) -> SentLate | None:
    """What may be kept of this request; None when nothing may."""
    page = _page(request)
    if page is None or not _is_form(request):
        return None
    try:
        answers = _answers(request) if _is_genuine(request) else None
    except (SuspiciousOperation, MultiPartParserError, OSError):  # too many fields, cut on the way
        return None
    if answers is None or not answers.fields or len(answers.as_text()) > MOST_KEPT:
        return None
    return SentLate(page, request.path, answers)


def wants_only_keeping(request: HttpRequest) -> bool:
    """The browser says that its time is up, a moment before our own clock does."""
    return request.method == "POST" and ONLY_KEEP in request.GET and _is_genuine(request)


def _page(request: HttpRequest) -> str | None:
    """The name of the page that was posted to, when it is one whose answers are kept."""
    if request.method != "POST" or len(request.path) > LONGEST_PATH:
        return None
    try:
        found = resolve(request.path)
    except Resolver404:
        return None
    name = found.url_name or ""
    kept = name and found.func.__module__ not in NEVER and not name.startswith(NEVER_NAMED)
    return name if kept else None


def _is_form(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or ""
    return request.content_type in FORMS and length.isdecimal() and int(length) <= MOST_SENT


def _is_genuine(request: HttpRequest) -> bool:
    """SameSite keeps most forged forms away, but not those of another host of the same domain: the token does."""
    return _Token(_never_asked).process_view(request, _never_asked, (), {}) is None


def _never_asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    raise AssertionError


def _answers(request: HttpRequest) -> Answers:
    fields = [(name, tuple(map(str, values))) for name, values in request.POST.lists() if not SECRET.search(name)]
    return Answers(_query(request.GET), tuple(fields), had_file=bool(request.FILES))


def _query(asked: QueryDict) -> str:
    """What the page was asked for, without our own note to ourselves."""
    query = asked.copy()
    query.pop(ONLY_KEEP, None)
    return query.urlencode()
