"""When a record goes to the archive, what was open about it ends, and who waited hears of it (R-REC-5)"""

from datetime import datetime
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, Practitioner
from accounts.notices import notices_of
from audit.models import Event
from registry import dispute_queue, disputing, moves
from registry.archiving import archive_due
from registry.assertion import but
from registry.merge_list import merges_for
from registry.merging import join
from registry.models import Archived, Child, Dispute, Item, Merge, Move, MoveState, Status
from tests import people
from tests.registry import children
from tests.registry.children import JOHN
from tests.registry.disputes import reported
from tests.registry.matching import TWICE, one_child

pytestmark = pytest.mark.django_db


def put_away(child: UUID, now: datetime) -> None:
    Child.objects.filter(pk=child).update(date_of_birth=timezone.localdate(now) - relativedelta(years=18))
    assert archive_due(at=now) == 1
    assert Child.objects.get(pk=child).status == Status.ARCHIVED


def asked_to_merge(now: datetime, *, by: Practitioner) -> tuple[UUID, UUID]:
    """Two records of one child that wait for a second person: one is of another authority."""
    here, there = children.john(at=now), children.child(TWICE, at=now, key="there", area=people.manchester())
    assert one_child(here, there, by=by, at=now).at is None
    return here, there


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("practitioner__forename", flat=True))


def test_a_report_ends_and_its_reporter_hears_that_their_team_says_more(
    john: UUID, dora: Practitioner, pat: Practitioner, now: datetime
) -> None:
    reported(john, Item.GENDER, by=pat, at=now)
    put_away(john, now)
    assert dispute_queue.count_for(dora, at=now) == 0
    row = Dispute.objects.get()
    assert (row.decision, row.decided_by, row.decided_at) == ("ended", None, now)
    assert told("report_answered") == [pat.forename]
    (one,) = disputing.own_reports(pat, at=now).reports
    assert (one.child, one.decision, one.ask_team) == (None, "", True)
    event = Event.objects.get(verb="record.work_ended")
    assert (event.source, event.facts, event.words) == ("nightly", {"reports": 1}, None)


def test_a_merge_that_waits_ends_and_whoever_asked_is_told_in_words_that_name_nobody(
    dora: Practitioner, now: datetime
) -> None:
    here, _ = asked_to_merge(now, by=dora)
    put_away(here, now)
    assert Merge.objects.get().refused_at == now
    assert [one.state for one in merges_for(dora, at=now)] == ["refused"]
    assert told("work_ended") == ["Dora"]
    (shown,) = notices_of(dora)
    assert not any(word in shown.words for word in ("John", "Smith", "archive"))
    assert shown.path == ""


def test_it_ends_too_when_it_is_the_other_record_that_goes(dora: Practitioner, now: datetime) -> None:
    _, there = asked_to_merge(now, by=dora)
    put_away(there, now)
    assert Merge.objects.get().refused_at == now


def test_of_a_shielded_child_nobody_hears_of_it_but_shielding_officers(dora: Practitioner, now: datetime) -> None:
    """R-SHIELD-8: who asked before the shield does not learn what became of the record."""
    here, _ = asked_to_merge(now, by=dora)
    moves.propose(here, to=people.manchester().pk, because="They moved", by=dora, at=now)
    children.shield(here, at=now)
    put_away(here, now)
    assert (Merge.objects.get().refused_at, Move.objects.get().state) == (now, MoveState.OVERTAKEN)
    assert told("work_ended") == []


def test_who_asked_to_undo_a_merge_is_told_that_it_is_over(dora: Practitioner, now: datetime) -> None:
    kept, closed = children.john(at=now), children.child(but(JOHN, identifiers={}), at=now, key="again")
    with transaction.atomic():
        moved = join(kept, closed, at=now)
    merge = Merge(kept_id=kept, closed_id=closed, asked_by=dora, asked_at=now, by=dora, at=now, undo_asked_by=dora)
    merge.moved, merge.because = moved.as_dict(), b""
    merge.save(force_insert=True)
    put_away(kept, now)
    merge.refresh_from_db()
    assert (merge.undo_asked_by, merge.undone_at) == (None, None)
    assert told("work_ended") == ["Dora"]


def test_a_proposed_move_is_overtaken(john: UUID, dora: Practitioner, now: datetime) -> None:
    moves.propose(john, to=people.manchester().pk, because="They moved", by=dora, at=now)
    put_away(john, now)
    assert Move.objects.get().state == MoveState.OVERTAKEN
    assert told("work_ended") == ["Dora"]


def test_of_a_record_about_which_nothing_is_open_nothing_is_said(john: UUID, now: datetime) -> None:
    put_away(john, now)
    assert not Event.objects.filter(verb="record.work_ended").exists()
    assert Archived.objects.count() == 1
