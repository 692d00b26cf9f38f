"""Pages that ask for what the person may not do, for the test of refusals."""

from typing import cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone

from accounts.access import require
from accounts.models import Practitioner
from audit.log import record


def lift_a_shield(request: HttpRequest) -> HttpResponse:
    """Begins an act and is refused in the middle of it."""
    person = cast(Practitioner, request.user)
    with transaction.atomic():
        record("test.begun", at=timezone.now())
        require(person, "shield_children", person.organisation, at=timezone.now())
    return HttpResponse("lifted")


urlpatterns = [path("lift", lift_a_shield), path("", include("accounts.urls"))]
