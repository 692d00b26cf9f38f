"""Which rows in quarantine does an address name: a source, and perhaps one of its deliveries and one cause?"""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.access import NotYours
from feeds.quarantine.care import delivery_in_care, source_in_care
from feeds.quarantine.causes import Scope
from feeds.reasons import Reason
from feeds.scope import DATA
from feeds.views.asking import person_of


def scope_of(request: HttpRequest, source: UUID) -> Scope:
    """Raises NotYours, also for what is none."""
    by, at = person_of(request), timezone.now()
    found = source_in_care(source, by=by, at=at)
    reason, field = request.GET.get("reason", ""), request.GET.get("column", "")
    if reason and reason not in {one.value for one in Reason}:
        raise NotYours(DATA, by.organisation_id)
    delivery = None
    if named := request.GET.get("delivery"):
        delivery = delivery_in_care(_uuid(named), by=by, at=at)
        if delivery.source_id != found.pk:
            raise NotYours(DATA, by.organisation_id)
    return Scope(found, delivery, reason, field if reason else "")


def address(name: str, scope: Scope) -> str:
    """The page of that name about these rows."""
    told = {
        "delivery": str(scope.delivery.pk) if scope.delivery else "",
        "reason": scope.reason,
        "column": scope.field,
    }
    query = urlencode({key: value for key, value in told.items() if value})
    return reverse(name, args=[scope.source.pk]) + (f"?{query}" if query else "")


def page_of(request: HttpRequest) -> int:
    wanted = request.GET.get("page", "1")
    return int(wanted) if wanted.isdecimal() and 0 < len(wanted) < 6 and int(wanted) else 1


def _uuid(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        return UUID(int=0)
