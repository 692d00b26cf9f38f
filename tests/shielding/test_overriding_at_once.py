"""What when two of one person's browsers, or two officers, do it at once? (R-SHIELD-5, SEC-7)"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.granting import NotDone
from accounts.models import Case, Practitioner
from registry import disclosure, overrides
from registry.disclosure import give_reason, open_record
from registry.models import Ending, Override, Reason
from registry.shown import BriefRecord
from shielding.investigating import Step, take_step
from shielding.models import Investigation
from tests import people
from tests.at_once import at_once
from tests.registry import children
from tests.shielding.overriding import WHY

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def hidden(transactional_db: None, now: datetime) -> UUID:
    john = children.john(at=now)
    children.shield(john, at=now)
    return john


@pytest.fixture
def olga(transactional_db: None) -> Practitioner:
    return people.override_holder()


def errors_of(*acts: Callable[[], object]) -> list[str]:
    """The kinds of error that came of them."""
    return [type(one).__name__ for one in at_once(*acts) if isinstance(one, Exception)]


def test_one_override_is_in_force_and_each_is_looked_into(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    give_reason(hidden, reason=Reason.SAFEGUARDING, viewer=olga, at=now)

    def look() -> None:
        disclosure.override(hidden, because=WHY, viewer=Practitioner.objects.get(pk=olga.pk), at=timezone.now())

    assert errors_of(*[look] * AT_ONCE) == []
    assert Override.objects.count() == Investigation.objects.count() == AT_ONCE
    assert Override.objects.filter(ended_at=None).count() == 1


def test_however_leaving_and_opening_meet_nothing_stays_open_after_leaving(
    hidden: UUID, olga: Practitioner, now: datetime
) -> None:
    give_reason(hidden, reason=Reason.SAFEGUARDING, viewer=olga, at=now)
    disclosure.override(hidden, because=WHY, viewer=olga, at=now)

    def leave() -> None:
        overrides.end(Practitioner.objects.get(pk=olga.pk), Ending.LEFT, at=timezone.now())

    def read() -> None:
        open_record(hidden, viewer=Practitioner.objects.get(pk=olga.pk), at=timezone.now())

    assert errors_of(leave, read, leave, read, leave) == []
    assert isinstance(open_record(hidden, viewer=olga, at=timezone.now()), BriefRecord)
    assert Override.objects.get().ending == Ending.LEFT


def test_two_officers_decide_once(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    shona, simon = (people.person(name, "shielding_officer") for name in ("Shona", "Simon"))
    give_reason(hidden, reason=Reason.SAFEGUARDING, viewer=olga, at=now)
    disclosure.override(hidden, because=WHY, viewer=olga, at=now)
    row = Investigation.objects.get().pk
    errors = errors_of(
        lambda: take_step(row, Step.JUSTIFIED, words="Yes", by=shona, at=timezone.now()),
        lambda: take_step(row, Step.NOT_JUSTIFIED, words="No", by=simon, at=timezone.now()),
    )
    assert errors == [NotDone.__name__]
    found = Investigation.objects.get().found
    assert Case.objects.count() == (1 if found == "not_justified" else 0)
