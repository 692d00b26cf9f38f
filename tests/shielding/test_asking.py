"""Who may ask for a shield, and when is it on? Shona and Simon work in Liverpool, Mark in Manchester (R-SHIELD-4)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.access import NotYours
from accounts.models import Notice, Practitioner, Stage
from audit.models import Event
from registry.disclosure import NotThere, give_reason, open_record
from registry.models import Child, Reason, SearchRow, ShieldEvent, Status
from registry.shields import is_shielded
from registry.shown import BriefRecord
from shielding import asking, entries
from shielding.models import Entry, Happened, Outcome, Shield
from tests import people
from tests.registry import children
from tests.registry.matching import TWICE, merged
from tests.shielding.requests import REQUEST, TYPED, confirmed, found, hidden, lift_asked

pytestmark = pytest.mark.django_db


def test_a_request_shields_at_once_and_waits_for_a_second_person(
    john: UUID, shona: Practitioner, simon: Practitioner, pat: Practitioner, now: datetime
) -> None:
    give_reason(john, reason=Reason.PROVIDING, viewer=pat, at=now)
    shield = hidden(john, by=shona, at=now)
    assert is_shielded(john)
    assert isinstance(open_record(john, viewer=pat, at=now), BriefRecord)
    assert not SearchRow.objects.filter(child_id=john, postcode__isnull=False).exists()
    assert (shield.put_on_by, shield.confirm_by, shield.confirmed_at) == (shona, now + timedelta(hours=24), None)
    assert [notice.practitioner for notice in Notice.objects.filter(kind="shield_asked")] == [simon]


def test_who_asked_why_and_what_was_seen_is_kept_for_the_team_alone(
    john: UUID, shona: Practitioner, now: datetime
) -> None:
    """R-SHIELD-7: sealed with the child's key, in no event and no notice."""
    shield = hidden(john, by=shona, at=now)
    assert dict(entries.request_of(shield))["evidence"] == REQUEST.evidence
    (entry,) = Entry.objects.filter(shield=shield)
    kept = f"{bytes(entry.words or b'')!r} {list(Event.objects.values())} {list(Notice.objects.values())}"
    assert [words for words in (*TYPED, "Smith") if words in kept] == []
    event = Event.objects.get(verb="shield.asked")
    assert (event.actor, event.facts) == (shona.pk, {"shield": str(shield.pk), "asker": "parent"})


def test_no_event_no_shield(john: UUID, shona: Practitioner, now: datetime) -> None:
    """R-AUDIT-1: both stand or fall together."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; REVOKE INSERT ON audit_event FROM contactpoint_app; SET ROLE contactpoint_app")
    with pytest.raises(DatabaseError), transaction.atomic():
        hidden(john, by=shona, at=now)
    assert not is_shielded(john)


@pytest.mark.parametrize("who", ["mark", "pat", "olga"])
def test_nobody_shields_a_child_of_another_area_nor_without_the_role(
    who: str, john: UUID, now: datetime, request: pytest.FixtureRequest
) -> None:
    with pytest.raises((NotThere, NotYours)):
        hidden(john, by=request.getfixturevalue(who), at=now)
    assert not is_shielded(john)
    assert not Shield.objects.exists()


def test_an_area_that_only_shields_shields_its_children_those_added_by_hand_too(
    shona: Practitioner, pat: Practitioner, now: datetime
) -> None:
    """R-ORG-1."""
    added = children.john(at=now)
    Child.objects.filter(pk=added).update(status=Status.UNCONFIRMED, made_by=pat)
    area = people.liverpool()
    area.stage = Stage.SHIELDING
    area.save(update_fields=["stage"])
    shona.refresh_from_db()
    hidden(added, by=shona, at=now)
    assert is_shielded(added)


def test_who_asks_again_about_a_hidden_child_is_heard_and_ends_a_lift_that_waits(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    shield = confirmed(john, by=shona, second=simon, at=now)
    asked = lift_asked(shield, by=shona, at=now)
    again, new = asking.ask(john, REQUEST, by=simon, at=now)
    asked.refresh_from_db()
    assert (again, new, asked.outcome) == (shield, False, Outcome.WITHDRAWN)
    assert Entry.objects.filter(shield=shield, happened=Happened.ASKED_AGAIN).exists()
    assert ShieldEvent.objects.filter(child=john).count() == 1


def test_carers_names_are_hidden_with_the_request_also_of_a_child_who_is_hidden_already(
    john: UUID, shona: Practitioner, pat: Practitioner, now: datetime
) -> None:
    """R-SHIELD-1."""
    give_reason(john, reason=Reason.PROVIDING, viewer=pat, at=now)
    hidden(john, by=shona, at=now)
    brief = open_record(john, viewer=pat, at=now)
    assert isinstance(brief, BriefRecord)
    assert brief.carers == ("Ann Smith",)
    asking.ask(john, REQUEST, by=shona, at=now, hide_carers=True)
    brief = open_record(john, viewer=pat, at=now)
    assert isinstance(brief, BriefRecord)
    assert brief.carers == ()


def test_a_hidden_child_is_found_by_the_current_name_alone(john: UUID, shona: Practitioner, now: datetime) -> None:
    """R-SHIELD-1, R-SHIELD-2: former names are hidden unless an officer chooses otherwise."""
    assert found(surname="Okafor") == {john}
    hidden(john, by=shona, at=now)
    assert (found(surname="Okafor"), found(surname="Smith")) == (set(), {john})


def test_a_stale_save_cannot_unshield(john: UUID, shona: Practitioner, now: datetime) -> None:
    """Nobody holds a copy of the shield that could overwrite it."""
    child = Child.objects.get(pk=john)
    shield = hidden(john, by=shona, at=now)
    before = Shield.objects.get(pk=shield.pk)
    child.save()
    before.ended_at = now
    before.save()
    assert is_shielded(john)
    with pytest.raises(DatabaseError), transaction.atomic():
        ShieldEvent.objects.filter(child=john).update(shielded=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        ShieldEvent.objects.filter(child=john).delete()
    assert is_shielded(john)


def test_a_request_about_a_record_that_was_merged_away_hides_the_one_that_stands_for_it(
    john: UUID, shona: Practitioner, now: datetime
) -> None:
    """Somebody may have merged it while the officer was writing (R-SHIELD-4, R-FEED-6)."""
    data_officers = [people.person(name, "data_officer") for name in ("Dora", "Dan")]
    merge = merged((john, children.child(TWICE, at=now)), *data_officers, at=now)
    shield = hidden(merge.closed_id, by=shona, at=now)
    assert shield.child_id == merge.kept_id
    assert is_shielded(merge.kept_id)
