"""Does the list hold what the log says, and of the organisation's own people alone? (R-AUDIT-3)"""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from audit.log import Actor, record
from oversight.looks import hardest_to_explain
from oversight.weighing import Why
from registry.ties import Tie

pytestmark = pytest.mark.django_db
MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
NOON = MARCH + timedelta(days=9, hours=12)
DERBY, LEEDS = uuid4(), uuid4()


def opened(
    child: str, *ties: Tie, by: UUID | None = None, where: UUID = DERBY, at: datetime = NOON, role: str = "practitioner"
) -> UUID:
    user = by or uuid4()
    with transaction.atomic():
        facts = {"ties": [Tie.OWN_AREA, *ties]}
        record("child.opened", at=at, actor=Actor(user, where, (role,)), child_number=child, facts=facts)
    return user


def listed(where: UUID = DERBY) -> list[tuple[UUID, set[Why]]]:
    findings = hardest_to_explain(where, since=MARCH, until=APRIL)
    return [(one.user, {reason.why for reason in one.reasons}) for one in findings]


def test_a_look_that_nothing_explains_is_listed_by_its_reason() -> None:
    pat = opened("1234567890", Tie.HOME)
    opened("1234567890", Tie.OWN_INVOLVEMENT)
    assert listed() == [(pat, {Why.HOME})]


def test_another_organisation_reviews_its_own() -> None:
    opened("1234567890", Tie.HOME, where=LEEDS)
    assert listed() == []
    assert len(listed(LEEDS)) == 1


def test_a_crowd_comes_from_everywhere_and_each_reviews_its_own() -> None:
    pat = opened("1234567890")
    for hour in range(5):
        opened("1234567890", where=LEEDS, at=NOON + timedelta(hours=hour))
    assert [user for user, _ in listed()] == [pat]
    assert Why.CROWD in listed()[0][1]


def test_an_account_administrator_who_looks_does_no_casework() -> None:
    ann = opened("1234567890", role="account_administrator")
    assert listed() == [(ann, {Why.NO_CASEWORK})]


def test_other_events_are_no_looks() -> None:
    with transaction.atomic():
        who = Actor(uuid4(), DERBY, ("practitioner",))
        record("search.run", at=NOON, actor=who, facts={"ties": [Tie.HOME]})
        record("child.opened", at=NOON, child_number="1234567890", facts={"ties": [Tie.HOME]})  # a source
    assert listed() == []
