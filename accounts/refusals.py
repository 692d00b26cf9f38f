"""What does somebody see whose access has lapsed, or who may not do this? (R-USER-1)"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import CLOSED, Lapse
from accounts.limits import LimitReached
from accounts.models import Organisation, Practitioner
from contactpoint.pages.refusal import Contact, refuse


def no_access(request: HttpRequest, person: Practitioner, lapses: tuple[Lapse, ...]) -> HttpResponse:
    """What is missing, and whom to ring, at night too (R-ORG-3)."""
    closed = bool(CLOSED & set(lapses))
    context = {"lapses": lapses, "organisation": person.organisation, "closed": closed}
    return render(request, "accounts/no_access.html", context, status=403)


def not_permitted(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The same for every reason, so that it tells nothing of what was asked for."""
    return refuse(
        request,
        title="You cannot do this",
        explanation="Your role does not let you do this.",
        contact=Contact(f"{organisation.name} ContactPoint team", organisation.team_phone, organisation.team_email),
    )


def limit_reached(request: HttpRequest, person: Practitioner, reached: LimitReached) -> HttpResponse:
    """Nobody is named; what is still open, and whom to ring for more (R-USER-7)."""
    left = max(reached.limit - reached.given, 0)
    context = {"limit": reached.limit, "left": left, "organisation": person.organisation}
    return render(request, "accounts/limit_reached.html", context, status=403)
