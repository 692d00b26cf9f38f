"""Which rows wait for whom, in which order, and who is at which? (R-FEED-5, ux.md 2(f) 6, 8)"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import Refused
from accounts.models import Practitioner
from registry.assertion import Place, but
from registry.deciding import Changed, Given, Kinds, Result, decide, open_row
from registry.models import SourceRecord
from registry.queueing import TARGET, TakenByColleague, claimed, place_in_queue, queue_of, release
from registry.record import Decision, apply_assertions
from tests import people
from tests.registry import children
from tests.registry.matching import DIFFERENT, JON, answer, same, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_look")]


def test_what_changed_since_the_page_was_opened_is_shown_again(john: UUID, dora: Practitioner, now: datetime) -> None:
    row = waiting(near=[john], at=now)
    seen = open_row(row, by=dora, at=now).seen
    key = SourceRecord.objects.get(child=john).key
    moved = but(children.JOHN, addresses=(Place("current", "3 Elm Row", "Liverpool", "L18 2AA"),))
    apply_assertions([Decision(key, moved, now, None)], source=children.source(), at=now)
    with pytest.raises(Changed) as stopped:
        decide(row, same(john), seen=seen, by=dora, at=now)
    assert stopped.value.what == {john: ["the addresses"]}


def test_an_opened_row_is_kept_from_others_for_20_minutes(
    john: UUID, dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    row = waiting(near=[john], at=now)
    open_row(row, by=dora, at=now)
    with pytest.raises(TakenByColleague) as taken:
        open_row(row, by=dan, at=now + timedelta(minutes=19))
    assert taken.value.name == "Dora Example"
    assert queue_of(dan, at=now).rows[0].claimed_by == "Dora Example"
    open_row(row, by=dan, at=now + timedelta(minutes=20))


def test_a_released_row_is_free_at_once(john: UUID, dora: Practitioner, dan: Practitioner, now: datetime) -> None:
    row = waiting(near=[john], at=now)
    open_row(row, by=dora, at=now)
    release(row, by=dan, at=now)  # not his to give back
    with pytest.raises(TakenByColleague):
        claimed(row, by=dan, at=now)
    release(row, by=dora, at=now)
    assert open_row(row, by=dan, at=now).row == row


def test_the_late_ones_come_first_then_the_riskiest_then_the_oldest(
    john: UUID, dora: Practitioner, now: datetime
) -> None:
    other = children.child(JON, at=now)
    new, risky = waiting(near=[john], at=now), waiting(near=[john, other], at=now)
    old, late = (waiting(near=[john], at=now, held_for=held) for held in (timedelta(days=1), TARGET))
    assert [row.id for row in queue_of(dora, at=now).rows] == [late, risky, old, new]
    assert place_in_queue(old, by=dora, at=now) == (3, 4)


def test_a_page_of_five_hundred_asks_as_often_as_one_of_five(john: UUID, dora: Practitioner, now: datetime) -> None:
    for _ in range(5):
        waiting(near=[john], at=now)
    with CaptureQueriesContext(connection) as few:
        queue_of(dora, at=now)
    for _ in range(60):
        waiting(near=[john], at=now)
    with CaptureQueriesContext(connection) as many:
        assert queue_of(dora, at=now).total == 65
    assert len(many) == len(few)


def test_an_operator_refers_a_row_of_no_known_place_without_seeing_a_child(now: datetime) -> None:
    opal = people.operator()
    row = waiting(but(JON, addresses=()), at=now, nowhere=True)
    opened = open_row(row, by=opal, at=now)
    assert opened.compared is None
    with pytest.raises(ValueError, match="different"):
        answer(row, DIFFERENT, by=opal, at=now)
    assert answer(row, Given(Kinds.REFER, authority=str(people.liverpool().pk)), by=opal, at=now) is Result.REFERRED
    dora = people.person("Dora", "data_officer")
    assert open_row(row, by=dora, at=now).chooses_authority
    new = replace(DIFFERENT, authority=str(people.manchester().pk))
    assert answer(row, new, by=dora, at=now) is Result.DONE
    assert SourceRecord.objects.get(source__code="social").child.responsible_authority == people.manchester()


def test_whoever_decides_nothing_is_refused(john: UUID, pat: Practitioner, now: datetime) -> None:
    with pytest.raises(Refused):
        queue_of(pat, at=now)
