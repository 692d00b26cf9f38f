"""Which children exist, as far as this person may know?

Asked by everything that names a child, before anything is counted: a child who is not visible is not there.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Practitioner, Stage
from registry.models import Child, Status

# Until an area has signed off its start-up list of shields, nobody of any area finds its children (R-SHIELD-9).
FINDABLE_AREAS = (Stage.MANAGEMENT_TEAM, Stage.EARLY_ADOPTER, Stage.LIVE)


def children_visible_to(viewer: Practitioner, *, at: datetime) -> QuerySet[Child]:
    """Open records of areas that have begun, and what this person added by hand (R-SEARCH-5)."""
    found = Q(status=Status.OPEN, responsible_authority__stage__in=FINDABLE_AREAS)
    own = Q(status=Status.UNCONFIRMED, made_by=viewer)
    return Child.objects.filter(found | own)
