"""Who works with this child, and how are they reached? Sensitive services are never among them (R-INV-2)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.utils import timezone

from accounts.models import Practitioner
from registry.models import Attendance, EducationalSetting, Group, Involvement, Item, Practice, PracticeRegistration
from registry.particulars import origin
from registry.record.parts import Parts
from registry.shown import Contact, OwnInvolvement

Started = TypeVar("Started", Attendance, PracticeRegistration, Involvement)
STALE_AFTER: Final = timedelta(days=90)  # R-INV-6


def of(parts: Parts, *, viewer: Practitioner, at: datetime) -> tuple[tuple[Contact, ...], tuple[Contact, ...]]:
    """Those who work with the child now, school and practice first, and those who ended not long ago (R-REC-5)."""
    everybody = [*_schools(parts, at=at), *_practices(parts, at=at), *_services(parts, viewer=viewer, at=at)]
    today = timezone.localdate(at)
    first_shown = today - relativedelta(years=settings.ENDED_INVOLVEMENT_SHOWN_YEARS)  # R-REC-5
    now = tuple(one for one in everybody if one.ended_on is None or one.ended_on > today)
    past = tuple(one for one in everybody if one.ended_on and first_shown < one.ended_on <= today)
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


def _newest_first(rows: Iterable[Started]) -> list[Started]:
    """What began on a day that nobody knows stands first."""
    return sorted(rows, key=lambda row: row.started_on or date.max, reverse=True)


def _schools(parts: Parts, *, at: datetime) -> Iterator[Contact]:
    for row in _newest_first(parts.attendances):
        if row.setting:
            yield _provider(row, row.setting, group=Group.EDUCATION, service="School", item=Item.SETTING, at=at)


def _practices(parts: Parts, *, at: datetime) -> Iterator[Contact]:
    for row in _newest_first(parts.registrations):
        yield _provider(row, row.practice, group=Group.HEALTH, service="GP practice", item=Item.PRACTICE, at=at)


def _provider(
    row: Attendance | PracticeRegistration,
    place: EducationalSetting | Practice,
    *,
    group: Group,
    service: str,
    item: Item,
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
        item=item,
    )


def _services(parts: Parts, *, viewer: Practitioner, at: datetime) -> Iterator[Contact]:
    leading = {row.involvement_id for row in parts.leads if row.until is None}
    rows = (row for row in parts.involvements if not row.sensitive)
    for row in _newest_first(sorted(rows, key=lambda row: row.pk)):
        recorded = row.stated_by_id == viewer.pk and row.practitioner_id is None and row.ended_on is None
        yield _service(row, leads=row.pk in leading, can_end=recorded, at=at)


def led_since(parts: Parts) -> date | None:
    """Since when the one who leads does. Never that of a sensitive service (R-INV-2)."""
    open_ones = {row.pk for row in parts.involvements if not row.sensitive}
    return next((row.since for row in parts.leads if row.until is None and row.involvement_id in open_ones), None)


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
