"""Which children exist, as far as this person may know?

Asked by everything that names a child, before anything is counted: a child who is not visible is not there.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Organisation, Practitioner, Stage
from registry.models import Child, Extension, StartUpSigned, Status
from registry.retention import Periods, latest_birth

FINDABLE_AREAS = (Stage.MANAGEMENT_TEAM, Stage.EARLY_ADOPTER, Stage.LIVE)

# Whatever its stage, until an area has signed its start-up list nobody of any area finds its children (R-SHIELD-9).
_SIGNED = Q(responsible_authority__in=StartUpSigned.objects.values("authority"))
_FINDABLE = Q(status=Status.OPEN, responsible_authority__stage__in=FINDABLE_AREAS) & _SIGNED


def findable_among(children: Iterable[UUID]) -> set[UUID]:
    """Those of these children whom every practitioner may find: the search index keeps the others apart."""
    return set(Child.objects.filter(_FINDABLE, pk__among=set(children)).values_list("pk", flat=True))


def unfindable_among(children: Iterable[UUID]) -> dict[UUID, str]:
    """The others of these children, and the status of each: nearly always few."""
    others = Child.objects.filter(pk__among=set(children)).exclude(_FINDABLE)
    return dict(others.values_list("pk", "status"))


def children_visible_to(viewer: Practitioner, *, at: datetime) -> QuerySet[Child]:
    """Open records of areas that have begun, and what this person added by hand (R-SEARCH-5).

    Who comes of age at midnight is not there from then on, before any job has run (R-REC-3).
    """
    own = Q(status=Status.UNCONFIRMED, made_by=viewer)
    return Child.objects.filter(_FINDABLE | own).filter(_included(at))


def _included(at: datetime) -> Q:
    today, periods = timezone.localdate(at), Periods.now()
    consent = Q(Exists(Extension.objects.filter(child=OuterRef("pk"), withdrawn_at=None)))
    child = Q(date_of_birth=None) | Q(date_of_birth__gt=latest_birth(periods.included, on=today))
    return child | (Q(date_of_birth__gt=latest_birth(periods.extended, on=today)) & consent)


def children_of_area(area: Organisation) -> QuerySet[Child]:
    """Its open records at whatever stage it is, confirmed or not: for its shielding officers (R-ORG-1)."""
    return Child.objects.filter(responsible_authority=area, status__in=[Status.OPEN, Status.UNCONFIRMED])


def records_of_area(area: Organisation) -> QuerySet[Child]:
    """These and those of its archive: whoever is asked what is held answers for both (R-AUDIT-4)."""
    return children_of_area(area) | Child.objects.filter(responsible_authority=area, status=Status.ARCHIVED)
