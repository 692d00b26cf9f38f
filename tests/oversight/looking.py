"""How does a test make somebody look at a child, and a month end?"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from audit.models import Event
from oversight.drawing import draw_due
from oversight.models import Review
from registry.ties import Tie

MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, 2, tzinfo=UTC)
NOON = MARCH + timedelta(days=9, hours=12)
MINUTE = timedelta(minutes=1)
WORK = Tie.OWN_INVOLVEMENT


def look(
    by: Practitioner,
    child: str = "1234567890",
    *ties: Tie,
    at: datetime = NOON,
    because: str = "safeguarding",
    override: UUID | None = None,
) -> Event:
    """As registry.disclosure records it."""
    told = {"sight": "override", "override": str(override)} if override else {}
    facts = {"ties": [Tie.OWN_AREA, *ties], **told}
    with transaction.atomic():
        return record("child.opened", at=at, actor=actor(by), child_number=child, because=because, facts=facts)


def override(by: Practitioner, child: str, made: UUID, *, at: datetime = NOON) -> Event:
    """As registry.overrides records it."""
    with transaction.atomic():
        facts = {"override": str(made)}
        return record("override.begun", at=at, actor=actor(by), child_number=child, because="safeguarding", facts=facts)


def drawn(who: Practitioner, *, at: datetime = APRIL) -> Review:
    """The newest review of that person's organisation, after the night in which the month was over."""
    draw_due(at=at)
    return Review.objects.filter(organisation=who.organisation_id).latest("month")


def looks(
    who: Practitioner, many: int, *ties: Tie, start: datetime = NOON, each: timedelta = timedelta(minutes=1)
) -> None:
    """At different children, one after the other."""
    for number in range(many):
        look(who, f"{number:010}", *ties, at=start + number * each)
