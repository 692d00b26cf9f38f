"""Who is somebody of any organisation, and which child is of its area? (SEC-11)"""

from typing import Any

from django.utils import timezone

from accounts.models import (
    Kind,
    Organisation,
    Practitioner,
)
from tests import people
from tests.registry.children import child as a_child


def someone_of(organisation: Organisation) -> Practitioner:
    role = "national_team" if organisation.kind == Kind.NATIONAL_TEAM else "practitioner"
    return people.person("Someone", role, where=organisation)


def child(organisation: Organisation) -> Any:
    area = organisation if organisation.kind == Kind.AUTHORITY else people.liverpool()
    return a_child(at=timezone.now(), area=area)
