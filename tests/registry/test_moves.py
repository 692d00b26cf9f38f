"""A record has one responsible authority at every moment, and moves when the other one accepts (R-REC-4)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.access import Refused
from accounts.models import Message, Notice, Organisation, Practitioner
from accounts.notices import mark_all_read, notices_of
from audit.models import Event
from registry import correcting, move_list, moves
from registry.assertion import Place, but
from registry.closing import close
from registry.disclosure import NotThere
from registry.merging import join
from registry.models import Child, Item, Move, MoveState, PostcodeDistrict, SearchRow, SourceRecord, StartUpSigned
from registry.record.parts import parts_of
from registry.visible import findable_among
from tests import people
from tests.registry import children
from tests.registry.children import JOHN
from tests.registry.disputes import reported, says
from tests.registry.matching import TWICE

pytestmark = pytest.mark.django_db
MANCHESTER = but(JOHN, addresses=(Place("current", "9 Canal Street", "Manchester", "M1 3AB"),))
WHY = "They moved in May"


@pytest.fixture
def milo(db: None) -> Practitioner:
    """A data officer of Manchester, with a colleague."""
    PostcodeDistrict.objects.get_or_create(district="M1", defaults={"authority": people.manchester()})
    people.person("Mia", "data_officer", where=people.manchester())
    return people.person("Milo", "data_officer", where=people.manchester())


@pytest.fixture
def mia(milo: Practitioner) -> Practitioner:
    return Practitioner.objects.get(forename="Mia")


def shielding(forename: str, where: Organisation) -> Practitioner:
    return people.person(forename, "shielding_officer", where=where)


def area_of(child: UUID) -> str:
    return Child.objects.get(pk=child).responsible_authority.name


def proposed(child: UUID, *, by: Practitioner, at: datetime) -> UUID:
    to = people.manchester().pk if by.organisation != people.manchester() else None
    return moves.propose(child, to=to, because=WHY, by=by, at=at)


def test_it_takes_effect_when_the_receiving_authority_accepts_and_nothing_is_lost(
    john: UUID, dora: Practitioner, milo: Practitioner, pat: Practitioner, now: datetime
) -> None:
    dispute = reported(john, Item.GENDER, by=pat, at=now)
    before, said = parts_of([john])[john], SourceRecord.objects.filter(child=john).count()
    move = proposed(john, by=dora, at=now)
    assert area_of(john) == "Liverpool"
    moves.accept(move, by=milo, at=now)
    assert area_of(john) == "Manchester"
    after = parts_of([john])[john]
    for part in ("names", "addresses", "carers", "attendances", "involvements", "leads", "identifiers"):
        assert [str(one) for one in getattr(after, part)] == [str(one) for one in getattr(before, part)], part
    assert SourceRecord.objects.filter(child=john).count() == said
    correcting.refuse(dispute, because="No", by=milo, at=now)  # what waited goes along
    verbs = list(Event.objects.filter(verb__startswith="move.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["move.proposed", "move.accepted"]


def test_both_see_its_state_and_read_why(john: UUID, dora: Practitioner, milo: Practitioner, now: datetime) -> None:
    move = proposed(john, by=dora, at=now)
    here, there = (move_list.open_move(move, by=who, at=now) for who in (dora, milo))
    assert (here.listed.other, here.listed.here, here.can_accept) == ("Manchester", False, False)
    assert (there.listed.other, there.listed.here, there.can_accept) == ("Liverpool", True, True)
    assert (there.because, there.name, there.listed.proposed_by) == (WHY, "John Peter Smith", dora.name)
    assert [move_list.count_for(who, at=now) for who in (dora, milo)] == [0, 1]
    moves.decline(move, because="The house stands empty", by=milo, at=now)
    for who in (dora, milo):
        shown = move_list.open_move(move, by=who, at=now)
        assert (shown.answer, shown.listed.waits) == ("The house stands empty", False)
    assert area_of(john) == "Liverpool"
    assert set(Notice.objects.filter(kind="move_changed").values_list("practitioner__forename", flat=True)) == {
        "Milo",
        "Mia",
        "Dora",
    }


def test_the_receiving_authority_proposes_and_another_of_its_officers_accepts(
    john: UUID, dora: Practitioner, milo: Practitioner, mia: Practitioner, now: datetime
) -> None:
    """Nobody takes a record alone, and the authority that has it may say no."""
    number = Child.objects.get(pk=john).number
    move = moves.propose(moves.to_move(number, by=milo, at=now), to=None, because=WHY, by=milo, at=now)
    with pytest.raises(moves.NotTheSecond):
        moves.accept(move, by=milo, at=now)
    with pytest.raises(NotThere):
        moves.accept(move, by=dora, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Move.objects.filter(pk=move).update(state="accepted", answered_by=milo, answered_at=now)
    moves.decline(move, because="He still lives here", by=dora, at=now)
    again = proposed(john, by=milo, at=now)
    moves.accept(again, by=mia, at=now)
    assert area_of(john) == "Manchester"


def test_one_move_at_a_time_and_only_once(john: UUID, dora: Practitioner, milo: Practitioner, now: datetime) -> None:
    move = proposed(john, by=dora, at=now)
    for who in (dora, milo):
        with pytest.raises(moves.WaitsAlready):
            proposed(john, by=who, at=now)
    moves.accept(move, by=milo, at=now)
    for act in (moves.accept, lambda *a, **k: moves.decline(*a, because="No", **k)):
        with pytest.raises(NotThere):
            act(move, by=milo, at=now)


def test_nobody_else_sees_proposes_or_answers(
    john: UUID, dora: Practitioner, milo: Practitioner, pat: Practitioner, now: datetime
) -> None:
    wigan = people.person("Wim", "data_officer", where=people.organisation("Wigan", "359"))
    move = proposed(john, by=dora, at=now)
    assert move_list.moves_of(wigan, at=now).rows == ()
    for act in (move_list.open_move, moves.accept):
        with pytest.raises(NotThere):
            act(move, by=wigan, at=now)
        with pytest.raises(Refused):
            act(move, by=pat, at=now)
    with pytest.raises(NotThere):
        moves.decline(move, because="No", by=wigan, at=now)
    with pytest.raises(moves.Elsewhere):
        moves.propose(children.john(at=now), to=people.liverpool().pk, because=WHY, by=dora, at=now)
    with pytest.raises(moves.Elsewhere):
        moves.propose(children.john(at=now), to=people.barnardos().pk, because=WHY, by=dora, at=now)


def test_a_source_that_gives_an_address_in_another_area_proposes_the_move(
    john: UUID, dora: Practitioner, milo: Practitioner, now: datetime
) -> None:
    says(john, MANCHESTER, at=now, code="health")
    row = Move.objects.get()
    assert (row.of.name, row.to.name, row.proposed_by, row.state) == ("Liverpool", "Manchester", None, "proposed")
    assert area_of(john) == "Liverpool"
    assert [move_list.count_for(who, at=now) for who in (dora, milo)] == [0, 1]
    says(john, but(MANCHESTER, gender="female"), at=now + timedelta(days=1), code="health")
    assert Move.objects.count() == 1
    moves.accept(row.pk, by=milo, at=now)
    assert area_of(john) == "Manchester"


def test_both_teams_are_told_of_what_a_source_proposes_once_until_they_read_it(
    john: UUID, dora: Practitioner, milo: Practitioner, now: datetime
) -> None:
    """R-REC-4: however many a delivery proposes; the e-mail says no more than that there is something new."""
    shielding("Shona", people.liverpool())
    other = children.child(TWICE, at=now, key="again")
    says(john, MANCHESTER, at=now, code="health")
    says(other, but(TWICE, addresses=MANCHESTER.addresses), at=now, code="health", key="two")
    assert Move.objects.count() == 2
    told = Notice.objects.filter(kind="moves_proposed")
    assert sorted(told.values_list("practitioner__forename", flat=True)) == ["Dora", "Mia", "Milo"]
    assert set(told.values_list("path", flat=True)) == {reverse("moves")}
    (shown,) = notices_of(milo)
    assert not any(word in shown.words for word in ("John", "Manchester", "Liverpool", "M1", "Canal"))
    assert set(Message.objects.values_list("template", flat=True)) == {"news"}
    mark_all_read(milo, at=now + timedelta(days=1))
    there = but(JOHN, addresses=(Place("current", "1 Dock Road", "", "M1 4AB"),))
    moves.decline(Move.objects.get(child=john).pk, because="No", by=dora, at=now)
    says(john, there, at=now + timedelta(days=2), code="health")
    assert told.filter(practitioner=milo).count() == 2
    assert told.filter(practitioner=dora).count() == 1


def test_declined_once_the_same_address_is_not_proposed_again_and_another_is(
    john: UUID, dora: Practitioner, milo: Practitioner, now: datetime
) -> None:
    says(john, MANCHESTER, at=now, code="health")
    moves.decline(Move.objects.get().pk, because="A holiday", by=dora, at=now)
    says(john, JOHN, at=now + timedelta(days=1), code="health")
    says(john, MANCHESTER, at=now + timedelta(days=2), code="health")
    assert Move.objects.count() == 1
    there = but(JOHN, addresses=(Place("current", "1 Dock Road", "", "M1 4AB"),))
    says(john, there, at=now + timedelta(days=3), code="health")
    assert Move.objects.filter(state=MoveState.PROPOSED).count() == 1


def test_a_source_that_is_not_believed_or_was_corrected_moves_nobody(
    john: UUID, dora: Practitioner, milo: Practitioner, pat: Practitioner, now: datetime
) -> None:
    says(john, MANCHESTER, at=now - timedelta(days=90), code="health")  # older: a former address
    assert not Move.objects.exists()
    dispute = reported(john, Item.ADDRESSES, by=pat, at=now)
    correcting.correct(dispute, Place("current", "1 Oak Road", "", "L18 2AB"), by=dora, at=now)
    says(john, MANCHESTER, at=now + timedelta(days=1), code="health")
    assert not Move.objects.exists()


def test_to_an_area_that_has_not_begun_the_child_is_found_by_nobody_from_then_on(
    john: UUID, dora: Practitioner, pat: Practitioner, now: datetime
) -> None:
    """R-SHIELD-9."""
    wigan = people.organisation("Wigan", "359")
    StartUpSigned.objects.filter(authority=wigan).delete()
    move = moves.propose(john, to=wigan.pk, because=WHY, by=dora, at=now)
    assert SearchRow.objects.filter(child_id=john, confirmed=True).exists()
    moves.accept(move, by=people.person("Wim", "data_officer", where=wigan), at=now)
    assert not SearchRow.objects.filter(child_id=john, confirmed=True).exists()
    assert findable_among([john]) == set()


def test_a_move_ends_with_the_record_that_is_merged_away_or_closed(
    dora: Practitioner, milo: Practitioner, now: datetime
) -> None:
    older, newer = children.john(at=now), children.child(TWICE, at=now, key="again")
    proposed(newer, by=dora, at=now)
    with transaction.atomic():
        join(older, newer, at=now)
    assert Move.objects.get().state == MoveState.OVERTAKEN
    move = proposed(older, by=dora, at=now)
    children.shield(older, at=now)
    with transaction.atomic():
        close(older, at=now)
    for where in (people.liverpool(), people.manchester()):
        officer = shielding("Sam", where)
        with pytest.raises(NotThere):
            move_list.open_move(move, by=officer, at=now)
        assert move_list.moves_of(officer, at=now).rows == ()
