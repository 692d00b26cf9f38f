"""What does a person see who may not do this, or who asks for what is not there?"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True)
class Contact:
    """Whom to ask instead: a team or a person, never the authority that holds a shielded child."""

    name: str
    telephone: str = ""
    email: str = ""


def refuse(
    request: HttpRequest, *, title: str, explanation: str, contact: Contact | None = None, status: int = 403
) -> HttpResponse:
    """A whole page and not an error at a field: what cannot be done, why, and who can help."""
    context = {"title": title, "explanation": explanation, "contact": contact}
    return render(request, "refused.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """One page for what is missing and for what this person may not know of: they read the same (R-SHIELD-2).

    Also fit for `handler404`; the exception's text is never shown.
    """
    return render(request, "404.html", status=404)
