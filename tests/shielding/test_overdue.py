"""What if nobody answers? First the colleagues hear of it, then the deputies, then the director; the shield stays."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, Practitioner
from feeds.hide import hide
from registry.disclosure import NotThere
from registry.models import Child
from registry.shields import is_shielded
from shielding import deciding, deputies, lists, reviewing
from shielding.models import Shield
from shielding.my_work import waiting_for
from shielding.overdue import tell_of_reviews, tell_of_unconfirmed
from tests import people
from tests.registry import children
from tests.shielding.requests import confirmed, hidden, lift_asked, seen

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def diana(db: None) -> Practitioner:
    """The director."""
    return people.person("Diana", "director")


def told() -> list[tuple[str, str]]:
    """Whom, and of what, since the last time this was asked."""
    kinds = Notice.objects.exclude(kind__in=["shield_asked", "shield_decided"])
    found = [(one.practitioner.forename, one.kind) for one in kinds.order_by("practitioner__forename", "kind")]
    Notice.objects.all().delete()
    return found


def test_a_request_that_nobody_answers_goes_up_and_the_shield_stays(
    john: UUID, shona: Practitioner, simon: Practitioner, diana: Practitioner, now: datetime
) -> None:
    """R-SHIELD-4: 24 hours, then named deputies, then the director; each once."""
    deputies.name(simon.pk, by=shona, at=now)
    hidden(john, by=shona, at=now)
    assert tell_of_unconfirmed(at=now + 23 * HOUR) == 0
    assert told() == []
    for _ in range(2):
        tell_of_unconfirmed(at=now + 24 * HOUR)
    assert told() == [("Simon", "shields_overdue")]
    for _ in range(2):
        tell_of_unconfirmed(at=now + 48 * HOUR)
    notice = Notice.objects.get(kind="team_decisions_overdue")
    assert (notice.practitioner, notice.path, notice.facts) == (diana, "", {"decisions": 1})
    assert told() == [("Diana", "team_decisions_overdue")]
    assert is_shielded(john)


def test_without_a_named_deputy_the_whole_team_hears_of_it(
    john: UUID, shona: Practitioner, simon: Practitioner, mark: Practitioner, now: datetime
) -> None:
    hidden(john, by=shona, at=now)
    tell_of_unconfirmed(at=now + 25 * HOUR)
    assert told() == [("Shona", "shields_overdue"), ("Simon", "shields_overdue")]


def test_after_days_off_every_step_is_taken_at_once(
    john: UUID, shona: Practitioner, diana: Practitioner, now: datetime
) -> None:
    hidden(john, by=shona, at=now)
    tell_of_unconfirmed(at=now + 5 * DAY)
    assert told() == [("Diana", "team_decisions_overdue"), ("Shona", "shields_overdue")]
    tell_of_unconfirmed(at=now + 6 * DAY)
    assert told() == []


def test_of_what_a_delivery_hid_the_team_hears_within_the_hour_in_one_notice(
    shona: Practitioner, now: datetime
) -> None:
    two = [children.john(at=now), children.john(at=now)]
    with transaction.atomic():
        hide(two, source=children.source(), at=now)
    assert tell_of_unconfirmed(at=now) == 2
    assert Notice.objects.get().facts == {"records": 2}
    assert tell_of_unconfirmed(at=now + HOUR) == 0


def test_a_confirmed_shield_is_reviewed_every_six_months_and_stays_when_it_is_not(
    john: UUID, shona: Practitioner, simon: Practitioner, diana: Practitioner, now: datetime
) -> None:
    shield = confirmed(john, by=shona, second=simon, at=now)
    deputies.name(simon.pk, by=shona, at=now)
    Notice.objects.all().delete()
    steps: dict[int, list[tuple[str, str]]] = {
        -15: [],
        -14: [("Shona", "shield_reviews_due"), ("Simon", "shield_reviews_due")],
        0: [],
        1: [("Simon", "shield_reviews_overdue")],
        8: [("Diana", "team_decisions_overdue")],
        30: [],
    }
    for days, expected in steps.items():
        Shield.objects.filter(pk=shield.pk).update(review_on=timezone.localdate(now) - days * DAY)
        tell_of_reviews(at=now)
        assert told() == expected, days
    assert is_shielded(john)
    reviewing.keep(shield.pk, because="Rang the refuge", seen=seen(shield), by=shona, at=now)
    tell_of_reviews(at=now + DAY)
    assert told() == []


def test_the_lists_count_and_name_the_oldest(
    john: UUID, shona: Practitioner, simon: Practitioner, mark: Practitioner, pat: Practitioner, now: datetime
) -> None:
    old = confirmed(john, by=shona, second=simon, at=now)
    Shield.objects.filter(pk=old.pk).update(review_on=timezone.localdate(now) - DAY)
    old.refresh_from_db()
    first = hidden(children.john(at=now), by=shona, at=now - 2 * DAY)
    hidden(children.john(at=now), by=shona, at=now)
    lift_asked(confirmed(children.john(at=now), by=shona, second=simon, at=now), by=shona, at=now)
    shown = {one.group.code: (one.count, one.oldest) for one in lists.counts(simon, at=now)}
    assert shown["confirm"] == (2, first.confirm_by)
    assert shown["review"] == (1, old.review_on)
    assert (shown["decide"][0], shown["all"][0]) == (1, 4)
    assert [count for *_, count in waiting_for(simon, at=now)] == [2, 1, 1]
    assert waiting_for(mark, at=now) == []
    assert waiting_for(pat, at=now) == []
    page = lists.page_of("confirm", by=simon, at=now)
    assert [(one.late, one.mine) for one in page.rows] == [(True, False), (False, False)]


def test_a_closed_record_waits_in_no_list(john: UUID, shona: Practitioner, simon: Practitioner, now: datetime) -> None:
    """Where it was merged into another one, that one waits."""
    hidden(john, by=shona, at=now)
    Child.objects.filter(pk=john).update(status="closed")
    assert waiting_for(simon, at=now) == []
    assert tell_of_unconfirmed(at=now + 3 * DAY) == 0


def test_only_colleagues_are_deputies(
    shona: Practitioner, simon: Practitioner, mark: Practitioner, pat: Practitioner, now: datetime
) -> None:
    for nobody in (mark, pat):
        with pytest.raises(NotThere):
            deputies.name(nobody.pk, by=shona, at=now)
    deputies.name(simon.pk, by=shona, at=now)
    deputies.end(simon.pk, by=shona, at=now)
    assert deputies.deputies_named(by=shona, at=now) == []
    with pytest.raises(NotThere):
        deputies.end(simon.pk, by=shona, at=now)


def test_a_confirmed_shield_is_no_more_told_of(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    shield = hidden(john, by=shona, at=now)
    deciding.confirm(shield.pk, seen=seen(shield), by=simon, at=now)
    assert tell_of_unconfirmed(at=now + 9 * DAY) == 0
