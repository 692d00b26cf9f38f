"""Whose is a row that waits? A person of the area says, two where it is risky, and it is remembered (R-FEED-5)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.models import Practitioner, Stage
from audit.models import Event
from registry import risk
from registry.assertion import Name, but
from registry.carrying_out import CannotKeep
from registry.confirming import WaitsForColleague
from registry.deciding import Given, Kinds, Result, decide, open_row
from registry.disclosure import NotThere
from registry.keeping_apart import kept_apart_among
from registry.models import Answer, Child, SourceRecord, Step, WaitingRow
from registry.queueing import queue_of
from registry.record import Decision, Outcome, apply_assertions
from registry.sides import HIDDEN
from registry.waiting import content_of, row_ended
from tests import people
from tests.registry import children
from tests.registry.matching import DIFFERENT, JON, TWIN, answer, same, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_look")]


@pytest.fixture
def ended() -> Iterator[list[tuple[UUID, Any]]]:
    heard: list[tuple[UUID, Any]] = []

    def hear(*, row: WaitingRow, outcome: Any, **_: Any) -> None:
        heard.append((row.pk, outcome))

    row_ended.connect(hear)
    yield heard
    row_ended.disconnect(hear)


def test_the_same_child_gets_what_the_row_says_and_the_row_is_emptied(
    john: UUID, dora: Practitioner, now: datetime, ended: list[tuple[UUID, Any]]
) -> None:
    row = waiting(near=[john], at=now)
    assert answer(row, same(john), by=dora, at=now) is Result.DONE
    assert "Jon Smith" in [str(name) for name in Child.objects.get(pk=john).names.all()]
    waited = WaitingRow.objects.get(pk=row)
    assert (waited.ended_at, waited.sealed) == (now, None)
    assert ended == [(row, Outcome.UPDATED)]
    event = Event.objects.get(verb="row.decided")
    assert (event.actor, event.child_number) == (dora.pk, Child.objects.get(pk=john).number)


def test_different_children_make_a_new_record_and_are_kept_apart(
    john: UUID, dora: Practitioner, now: datetime, ended: list[tuple[UUID, Any]]
) -> None:
    """R-FEED-5: "not the same" is kept."""
    row = waiting(near=[john], at=now)
    assert answer(row, DIFFERENT, by=dora, at=now) is Result.DONE
    new = SourceRecord.objects.get(source__code="social").child
    assert new.responsible_authority == people.liverpool()
    assert ended == [(row, Outcome.CREATED)]
    assert [one.holds for one in kept_apart_among([john, new.pk])] == [True]


def test_cannot_tell_leaves_it_in_the_list_with_what_is_needed(john: UUID, dora: Practitioner, now: datetime) -> None:
    row = waiting(near=[john], at=now)
    note = Given(Kinds.CANNOT_TELL, because="the birth certificate")
    assert answer(row, note, by=dora, at=now) is Result.NOTED
    assert open_row(row, by=dora, at=now).notes == ("Dora Example: the birth certificate",)
    assert queue_of(dora, at=now).rows[0].noted


def test_a_row_referred_to_another_area_waits_there(john: UUID, dora: Practitioner, now: datetime) -> None:
    row = waiting(near=[john], at=now)
    to = Given(Kinds.REFER, authority=str(people.manchester().pk), because="Moved")
    assert answer(row, to, by=dora, at=now) is Result.REFERRED
    assert queue_of(dora, at=now).total == 0
    mia = people.person("Mia", "data_officer", where=people.manchester())
    assert queue_of(mia, at=now).rows[0].id == row


def test_a_record_of_another_area_shows_who_it_is_and_nothing_else(john: UUID, now: datetime) -> None:
    mia = people.person("Mia", "data_officer", where=people.manchester())
    row = waiting(near=[john], at=now, area=people.manchester())
    opened = open_row(row, by=mia, at=now)
    assert opened.compared is not None
    theirs = opened.compared.records[0]
    assert (theirs.name, theirs.birth_date, theirs.authority) == ("John Peter Smith", "4 March 2017", "Liverpool")
    assert {theirs.home, theirs.school, theirs.practice, theirs.carers, theirs.upn, theirs.nhs_number} == {HIDDEN}
    assert not [word for word in children.HIDDEN if word in repr(theirs)]
    assert Event.objects.get(because="compare_records").verb == "child.named"
    assert Child.objects.get(pk=john).number not in repr(opened)


def test_of_an_area_that_has_not_begun_not_even_whose_it_is_shows(dora: Practitioner, now: datetime) -> None:
    """R-SHIELD-9: nor whether the place is the same."""
    leeds = people.organisation("Leeds", "383", stage=Stage.SHIELDING)
    row = waiting(near=[children.child(children.JOHN, at=now, area=leeds)], at=now)
    opened = open_row(row, by=dora, at=now)
    assert opened.compared is not None
    assert opened.compared.records[0].authority == ""
    says = {field.label: field.evidence for field in opened.compared.pairs[0].fields}
    assert (says["Address"], says["School"]) == (None, None)
    assert says["Last name"] is not None


def test_each_record_that_is_compared_counts_as_given(john: UUID, dora: Practitioner, now: datetime) -> None:
    """R-AUDIT-1, R-USER-7."""
    open_row(waiting(near=[john], at=now), by=dora, at=now)
    event = Event.objects.get(verb="child.opened")
    assert (event.because, event.child_number) == ("compare_records", Child.objects.get(pk=john).number)


def test_twins_take_two_people_and_the_second_does_not_see_the_first_answer(
    john: UUID, dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    row = waiting(TWIN, near=[john], at=now)
    opened = open_row(row, by=dora, at=now)
    assert opened.compared is not None
    assert opened.compared.pairs[0].looks_like_twins
    assert "twins" in opened.two_because
    assert answer(row, DIFFERENT, by=dora, at=now) is Result.SECOND
    assert SourceRecord.objects.filter(source__code="social").count() == 0
    with pytest.raises(NotThere):
        open_row(row, by=dora, at=now)  # one person is not two
    seen = open_row(row, by=dan, at=now)
    assert "Another school year" not in repr(seen)
    assert seen.notes == ()
    assert answer(row, DIFFERENT, by=dan, at=now) is Result.DONE
    assert queue_of(dora, at=now).agreement == 100


def test_two_answers_that_differ_go_to_a_third_person(
    john: UUID, dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    row = waiting(TWIN, near=[john], at=now)
    answer(row, DIFFERENT, by=dora, at=now)
    assert answer(row, same(john), by=dan, at=now) is Result.DISAGREED
    third = people.person("Thea", "data_officer")
    assert queue_of(third, at=now).rows[0].step == Step.DISAGREED
    assert queue_of(third, at=now).agreement == 0
    assert answer(row, DIFFERENT, by=third, at=now) is Result.DONE
    assert not Answer.objects.filter(row=row).exclude(sealed=None).exists()


def test_two_records_that_the_row_resembles_take_two_people(john: UUID, dora: Practitioner, now: datetime) -> None:
    other = children.child(JON, at=now)
    row = waiting(near=[john, other], at=now)
    assert open_row(row, by=dora, at=now).two_because[0] == "several"


def test_one_in_twenty_is_looked_at_twice_and_it_is_the_same_one_each_time() -> None:
    chosen = [n for n in range(2_000) if risk.percentile(str(n)) < 5]
    assert chosen == [n for n in range(2_000) if risk.percentile(str(n)) < 5]
    assert 60 <= len(chosen) <= 140


def test_a_record_that_became_shielded_meanwhile_turns_the_row_over(
    john: UUID, dora: Practitioner, now: datetime
) -> None:
    """R-SHIELD-3: looked at again at the moment of deciding; the officer learns that it waits, and no more."""
    row = waiting(near=[john], at=now)
    seen = open_row(row, by=dora, at=now).seen
    children.shield(john, at=now)
    with pytest.raises(WaitsForColleague):
        decide(row, same(john), seen=seen, by=dora, at=now)
    with pytest.raises(NotThere):
        open_row(row, by=dora, at=now)
    assert (queue_of(dora, at=now).total, queue_of(dora, at=now).waiting) == (0, 1)
    sue = people.person("Sue", "shielding_officer")
    assert "shielded" in open_row(row, by=sue, at=now).two_because


def test_a_row_that_could_be_a_shielded_child_makes_no_record_whatever_it_was_held_for(
    john: UUID, dora: Practitioner, now: datetime
) -> None:
    """R-SHIELD-3: no unshielded duplicate, also of a child whom nobody compared the row with."""
    other = children.child(but(TWIN, date_of_birth=date(2017, 3, 5)), at=now)
    children.shield(other, at=now)
    before = Child.objects.count()
    with pytest.raises(WaitsForColleague):
        open_row(waiting(near=[john], at=now), by=dora, at=now)
    assert Child.objects.count() == before


def test_a_row_for_shielding_officers_is_not_there_for_a_data_officer(
    john: UUID, dora: Practitioner, now: datetime
) -> None:
    row = waiting(near=[john], at=now, for_shielding=True)
    with pytest.raises(NotThere):
        open_row(row, by=dora, at=now)
    assert queue_of(dora, at=now).rows == ()


def test_the_sources_own_child_after_all(john: UUID, dora: Practitioner, now: datetime) -> None:
    """The source changed name and birth date at once: a key that belongs to a child already."""
    key = SourceRecord.objects.get(child=john).key
    said = but(children.JOHN, names=(Name("current", "John", "", "Okafor"),), date_of_birth=date(2016, 3, 1))
    row = waiting(said, near=[john], at=now + timedelta(days=1), source=children.source(), key=key)
    opened = open_row(row, by=dora, at=now)
    assert opened.own_child == "A"
    decided_by_two(row, same(john), first=dora, at=now)
    assert Child.objects.get(pk=john).date_of_birth == date(2016, 3, 1)


def decided_by_two(row: UUID, given: Given, *, first: Practitioner, at: datetime) -> None:
    if answer(row, given, by=first, at=at) is not Result.DONE:
        assert answer(row, given, by=people.person("Dan", "data_officer"), at=at) is Result.DONE


def test_a_key_that_means_another_child_now_moves_and_the_old_record_keeps_its_last_statement(
    john: UUID, dora: Practitioner, now: datetime
) -> None:
    """R-FEED-6: nothing that was said is lost, and the old record is not emptied."""
    key = SourceRecord.objects.get(child=john).key
    said = but(JON, names=(Name("current", "Katie", "", "Okafor"),), date_of_birth=date(2016, 3, 1))
    row = waiting(said, near=[john], at=now + timedelta(days=1), source=children.source(), key=key)
    decided_by_two(row, DIFFERENT, first=dora, at=now)
    new = SourceRecord.objects.get(source=children.source(), key=key).child_id
    assert new != john
    kept = SourceRecord.objects.get(child=john)
    assert kept.key.startswith("moved:")
    assert kept.withdrawn_at is None
    assert Child.objects.get(pk=john).names.count() == 2
    assert Event.objects.filter(verb="child.source_moved_on").count() == 1


def test_where_others_speak_of_the_old_child_the_moved_key_is_withdrawn(
    john: UUID, dora: Practitioner, now: datetime
) -> None:
    other = children.source("practices", "Practice records")
    apply_assertions([Decision("p1", JON, now, john)], source=other, at=now)
    key = SourceRecord.objects.get(child=john, source=children.source()).key
    said = but(JON, names=(Name("current", "Katie", "", "Okafor"),), date_of_birth=date(2016, 3, 1))
    row = waiting(said, near=[john], at=now + timedelta(days=1), source=children.source(), key=key)
    decided_by_two(row, DIFFERENT, first=dora, at=now)
    assert SourceRecord.objects.get(child=john, source=children.source()).withdrawn_at == now
    assert [str(name) for name in Child.objects.get(pk=john).names.all()] == ["Jon Smith"]


def test_an_answer_about_a_record_that_was_not_compared_is_refused(
    john: UUID, dora: Practitioner, now: datetime
) -> None:
    row, other = waiting(near=[john], at=now), children.child(JON, at=now)
    with pytest.raises(ValueError, match=str(other)):
        answer(row, same(other), by=dora, at=now)


def test_a_statement_that_the_record_cannot_take_is_not_lost(john: UUID, dora: Practitioner, now: datetime) -> None:
    """A death before the birth: the database refuses it, and the row goes on waiting."""
    said = but(JON, date_of_death=date(2010, 1, 1))
    row = waiting(said, near=[john], at=now)
    with pytest.raises(CannotKeep):
        answer(row, same(john), by=dora, at=now)
    assert content_of(WaitingRow.objects.get(pk=row)).read() == said
