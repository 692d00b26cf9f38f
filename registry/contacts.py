"""Who works with this child, and how are they reached? Sensitive services are never among them (R-INV-2)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Practitioner
from registry.models import (
    Attendance,
    Child,
    EducationalSetting,
    Group,
    Involvement,
    Practice,
    PracticeRegistration,
)
from registry.particulars import origin
from registry.shown import Contact, OwnInvolvement

STALE_AFTER: Final = timedelta(days=90)  # R-INV-6
ENDED_SHOWN_FOR: Final = relativedelta(years=1)  # R-REC-5


def of(child: Child, *, viewer: Practitioner, at: datetime) -> tuple[tuple[Contact, ...], tuple[Contact, ...]]:
    """Those who work with the child now, school and practice first, and those of the past year."""
    everybody = [*_schools(child, at=at), *_practices(child, at=at), *_services(child, viewer=viewer, at=at)]
    today = timezone.localdate(at)
    now = tuple(one for one in everybody if one.ended_on is None or one.ended_on > today)
    past = tuple(one for one in everybody if one.ended_on and today - ENDED_SHOWN_FOR < one.ended_on <= today)
    return now, past


def _is_stale(confirmed_at: datetime, at: datetime) -> bool:
    return at - confirmed_at > STALE_AFTER


def own(row: Involvement, *, at: datetime) -> OwnInvolvement:
    """The viewer's own involvement, and whether it is time to ask "still involved?" (R-INV-6)."""
    return OwnInvolvement(
        id=row.pk,
        service=row.service,
        role=row.role,
        since=row.started_on,
        confirmed_at=row.confirmed_at,
        to_confirm=_is_stale(row.confirmed_at, at),
        sensitive=row.sensitive,
    )


def _schools(child: Child, *, at: datetime) -> Iterator[Contact]:
    rows = child.attendances.exclude(setting=None).select_related("setting", "source", "stated_by")
    for row in rows.order_by("-started_on"):
        if row.setting:
            yield _provider(row, row.setting, group=Group.EDUCATION, service="School", at=at)


def _practices(child: Child, *, at: datetime) -> Iterator[Contact]:
    rows = child.registrations.select_related("practice", "source", "stated_by")
    for row in rows.order_by("-started_on"):
        yield _provider(row, row.practice, group=Group.HEALTH, service="GP practice", at=at)


def _provider(
    row: Attendance | PracticeRegistration,
    place: EducationalSetting | Practice,
    *,
    group: Group,
    service: str,
    at: datetime,
) -> Contact:
    """A universal service is reached at its own number: nobody there is named."""
    return Contact(
        group=group,
        service=service,
        organisation=place.name,
        name="",
        role="",
        phone=place.phone,
        email="",
        since=row.started_on,
        ended_on=row.ended_on,
        confirmed_at=row.as_at,
        said_by=origin(row).said_by,
        may_be_out_of_date=_is_stale(row.as_at, at),
        leads=False,
    )


def _services(child: Child, *, viewer: Practitioner, at: datetime) -> Iterator[Contact]:
    leading = set(child.leads.filter(until=None).values_list("involvement", flat=True))
    rows = child.involvements.filter(sensitive=False).select_related("source", "stated_by")
    for row in rows.order_by("-started_on", "id"):
        recorded = row.stated_by_id == viewer.pk and row.practitioner_id is None and row.ended_on is None
        yield _service(row, leads=row.pk in leading, can_end=recorded, at=at)


def _service(row: Involvement, *, leads: bool, can_end: bool, at: datetime) -> Contact:
    return Contact(
        group=row.group,
        service=row.service,
        organisation=row.organisation_name,
        name=row.contact_name,
        role=row.role,
        phone=row.phone,
        email=row.email,
        since=row.started_on,
        ended_on=row.ended_on,
        confirmed_at=row.confirmed_at,
        said_by=origin(row).said_by,
        may_be_out_of_date=_is_stale(row.confirmed_at, at),
        leads=leads,
        involvement=row.pk,
        can_end=can_end,
    )
