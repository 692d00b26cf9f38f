"""What a shield hides is open to two alone: the officers of its area, and whoever overrides it for 15 minutes
(R-SHIELD-5, SEC-7)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import roles
from accounts.access import Refused
from accounts.limits import LimitReached
from accounts.models import AccountState, Case, Organisation, Practitioner, Stage
from accounts.roles import PractitionerWithOverride
from audit.log import words_of
from audit.models import Event
from registry import disclosure, overrides
from registry.disclosure import NotThere, ReasonNeeded, child_named, give_reason, open_record
from registry.models import Ending, Override, Reason
from registry.overrides import LASTS, SEVERE_IN_A_DAY, overridden
from registry.shown import BriefRecord, FullRecord
from registry.ties import Tie
from shielding.models import Investigation
from tests import people
from tests.registry import children
from tests.shielding.overriding import WHY, opened, override

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(john: UUID, now: datetime) -> UUID:
    children.shield(john, at=now)
    return john


def last(verb: str) -> Event:
    return Event.objects.filter(verb=verb).latest("id")


def test_an_officer_of_the_area_reads_the_hidden_part_with_a_reason(
    hidden: UUID, shona: Practitioner, now: datetime
) -> None:
    with pytest.raises(ReasonNeeded):
        open_record(hidden, viewer=shona, at=now)
    shown = opened(hidden, shona, now)
    assert isinstance(shown, FullRecord)
    assert "L18" in repr(shown.places)
    assert last("child.opened").facts["sight"] == "officer"
    assert not Override.objects.exists()


def test_the_officers_queue_explains_a_look_and_an_override_does_not(
    hidden: UUID, shona: Practitioner, now: datetime
) -> None:
    """R-AUDIT-3."""
    opened(hidden, shona, now)
    assert Tie.QUEUE in last("child.opened").facts["ties"]
    olga = people.override_holder()
    opened(hidden, olga, now)
    override(hidden, olga, now)
    opened(hidden, olga, now)
    assert last("child.opened").facts["sight"] == "override"
    assert Tie.QUEUE not in last("child.opened").facts["ties"]


def test_an_officer_of_another_area_reads_nothing(hidden: UUID, mark: Practitioner, now: datetime) -> None:
    for ask in (
        lambda: open_record(hidden, viewer=mark, at=now),
        lambda: give_reason(hidden, reason=Reason.SAFEGUARDING, viewer=mark, at=now),
        lambda: child_named(hidden, viewer=mark, at=now),
    ):
        with pytest.raises(NotThere):
            ask()


def test_an_officer_who_is_a_practitioner_elsewhere_sees_others_children_in_brief(
    hidden: UUID, mark: Practitioner, now: datetime
) -> None:
    roles.give(mark, "practitioner", people.manchester())
    assert isinstance(opened(hidden, mark, now), BriefRecord)


def test_officers_of_an_area_that_only_shields_open_its_own_children(
    john: UUID, shona: Practitioner, pat: Practitioner, now: datetime
) -> None:
    """R-ORG-1: and nobody else does."""
    Organisation.objects.filter(pk=shona.organisation_id).update(stage=Stage.SHIELDING)
    officer = Practitioner.objects.get(pk=shona.pk)
    shown = opened(john, officer, now)
    assert isinstance(shown, FullRecord)
    assert shown.sight is not None
    with pytest.raises(NotThere):
        opened(john, people.health_visitor(), now)


def test_a_practitioner_without_the_right_cannot_override(hidden: UUID, pat: Practitioner, now: datetime) -> None:
    shown = opened(hidden, pat, now)
    assert isinstance(shown, BriefRecord)
    assert not shown.can_override
    with pytest.raises(Refused):
        disclosure.ask_override(hidden, viewer=pat, at=now)
    with pytest.raises(Refused):
        disclosure.override(hidden, because=WHY, viewer=pat, at=now)
    assert not Override.objects.exists()
    assert isinstance(open_record(hidden, viewer=pat, at=now), BriefRecord)


def test_an_override_shows_the_record_to_one_person_for_fifteen_minutes(
    hidden: UUID, olga: Practitioner, pat: Practitioner, now: datetime
) -> None:
    before = opened(hidden, olga, now)
    assert isinstance(before, BriefRecord)
    assert before.can_override
    override(hidden, olga, now)
    shown = open_record(hidden, viewer=olga, at=now)
    assert isinstance(shown, FullRecord)
    assert shown.sight is not None
    assert (shown.sight.by, shown.sight.since, shown.sight.until) == ("override", now, now + LASTS)
    assert isinstance(opened(hidden, pat, now), BriefRecord)
    assert isinstance(opened(hidden, people.override_holder(), now), BriefRecord), "nor does another one who could"
    last_moment = now + LASTS - timedelta(seconds=1)
    assert isinstance(open_record(hidden, viewer=olga, at=last_moment), FullRecord)
    assert isinstance(open_record(hidden, viewer=olga, at=now + LASTS), BriefRecord)


def test_the_log_says_by_which_right_and_under_which_override(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    override(hidden, olga, now)
    open_record(hidden, viewer=olga, at=now)
    made = Override.objects.get()
    event = last("child.opened")
    assert (event.facts["sight"], event.facts["override"]) == ("override", str(made.pk))
    assert {"places", "contacts", "carers"} <= set(event.facts["groups"])
    begun = last("override.begun")
    assert (begun.actor, begun.because, words_of(begun)) == (olga.pk, Reason.SAFEGUARDING, WHY)
    assert WHY not in str(begun.facts)


def test_the_words_are_kept_sealed(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    """SEC-47, R-SHIELD-7."""
    override(hidden, olga, now)
    made = Override.objects.get()
    assert WHY.encode() not in bytes(made.because)
    assert overrides.words_of(made) == WHY


@pytest.mark.parametrize("words", ["", "  \n"])
def test_without_words_nothing_opens(words: str, hidden: UUID, olga: Practitioner, now: datetime) -> None:
    opened(hidden, olga, now)
    with pytest.raises(ValueError, match=r"^\s*$"):
        disclosure.override(hidden, because=words, viewer=olga, at=now)
    assert not Override.objects.exists()


def test_without_a_reason_of_the_day_nothing_opens(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    with pytest.raises(ReasonNeeded):
        disclosure.override(hidden, because=WHY, viewer=olga, at=now)


def test_a_closed_record_is_brief_again_and_the_next_look_starts_over(
    hidden: UUID, olga: Practitioner, now: datetime
) -> None:
    override(hidden, olga, now)
    later = now + timedelta(minutes=2)
    overrides.end(olga, Ending.CLOSED, at=later)
    assert isinstance(open_record(hidden, viewer=olga, at=later), BriefRecord)
    assert last("override.ended").because == Ending.CLOSED
    override(hidden, olga, later)
    assert isinstance(open_record(hidden, viewer=olga, at=later), FullRecord)
    assert Investigation.objects.count() == 2


def test_opening_another_record_under_override_ends_the_first(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    other = children.john(at=now)
    children.shield(other, at=now)
    override(hidden, olga, now)
    override(other, olga, now + timedelta(minutes=1))
    assert isinstance(open_record(hidden, viewer=olga, at=now + timedelta(minutes=1)), BriefRecord)
    assert list(Override.objects.order_by("began_at").values_list("ending", flat=True)) == [Ending.AGAIN, ""]


def test_what_ran_out_is_noted_as_that(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    override(hidden, olga, now)
    overrides.end(olga, Ending.LEFT, at=now + timedelta(hours=2))
    made = Override.objects.get()
    assert (made.ended_at, made.ending) == (made.until, Ending.TIME)


def test_who_loses_the_right_loses_the_view(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    override(hidden, olga, now)
    roles.give(olga, "practitioner", people.liverpool())
    roles.take(olga, "override", people.liverpool())
    fresh = Practitioner.objects.get(pk=olga.pk)
    assert isinstance(open_record(hidden, viewer=fresh, at=now), BriefRecord)


def test_where_nothing_is_hidden_nothing_is_overridden(john: UUID, olga: Practitioner, now: datetime) -> None:
    shown = opened(john, olga, now)
    assert isinstance(shown, FullRecord)
    assert shown.sight is None
    assert disclosure.ask_override(john, viewer=olga, at=now) is None
    disclosure.override(john, because=WHY, viewer=olga, at=now)
    assert not Override.objects.exists()


def test_sensitive_services_stay_invisible_even_so(olga: Practitioner, shona: Practitioner, now: datetime) -> None:
    """R-INV-2."""
    child = children.john(at=now, services=(*children.JOHN.services, children.SENSITIVE))
    children.shield(child, at=now)
    override(child, olga, now)
    for shown in (open_record(child, viewer=olga, at=now), opened(child, shona, now)):
        assert isinstance(shown, FullRecord)
        assert "Mo Ali" in repr(shown)
        assert "Kit Moss" not in repr(shown)
        assert "The Bridge" not in repr(shown)


def test_nobody_looks_when_nobody_can_be_told(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    """H8: the alert, the investigation and the look are one transaction."""

    def fail(**_: object) -> None:
        raise RuntimeError

    opened(hidden, olga, now)
    overridden.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            disclosure.override(hidden, because=WHY, viewer=olga, at=now)
    finally:
        overridden.disconnect(fail)
    assert not Override.objects.exists()
    assert not Investigation.objects.exists()
    assert isinstance(open_record(hidden, viewer=olga, at=now), BriefRecord)


def test_an_override_counts_among_the_days_children(
    hidden: UUID, olga: Practitioner, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-USER-7."""
    other = children.john(at=now)
    opened(other, olga, now)
    give_reason(hidden, reason=Reason.SAFEGUARDING, viewer=olga, at=now)
    monkeypatch.setattr(PractitionerWithOverride, "children_a_day", 1)
    with pytest.raises(LimitReached):
        disclosure.override(hidden, because=WHY, viewer=olga, at=now)
    assert not Override.objects.exists()


def test_many_overrides_in_a_day_suspend_the_account(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    """R-USER-6: the last one is not shown any more, and is looked into like the others."""
    at = now.replace(hour=12)
    for n in range(SEVERE_IN_A_DAY - 1):
        override(hidden, olga, at + timedelta(minutes=n))
    assert isinstance(open_record(hidden, viewer=olga, at=at + timedelta(minutes=9)), FullRecord)
    with pytest.raises(Refused):
        override(hidden, olga, at + timedelta(minutes=9))
    with pytest.raises(Refused):
        open_record(hidden, viewer=olga, at=at + timedelta(minutes=9))
    assert Practitioner.objects.get(pk=olga.pk).account_state == AccountState.SUSPENDED
    assert Case.objects.get().rule == "overrides_in_a_day"
    assert Investigation.objects.count() == SEVERE_IN_A_DAY


def test_the_count_begins_again_at_midnight(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    noon = now.replace(hour=12)
    for day in (noon, noon + timedelta(days=1)):
        for n in range(SEVERE_IN_A_DAY - 1):
            override(hidden, olga, day + timedelta(minutes=n))
    assert not Case.objects.exists()


def test_what_was_done_cannot_be_rewritten(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    override(hidden, olga, now)
    overrides.end(olga, Ending.CLOSED, at=now + timedelta(minutes=1))
    for statement in (
        "UPDATE registry_override SET began_at = began_at - interval '1 day'",
        "UPDATE registry_override SET ended_at = began_at",
        "DELETE FROM registry_override",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
