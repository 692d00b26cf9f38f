"""Of a shielded child the two shielding teams alone see a move, the old one never where to (R-REC-4, R-SHIELD-1)."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection

from accounts.models import Notice, Practitioner
from audit.models import Event
from registry import move_list, moves
from registry.disclosure import NotThere
from registry.models import Child, Move
from tests import people
from tests.registry import children
from tests.registry.disputes import says
from tests.registry.test_moves import MANCHESTER, WHY, area_of, milo, proposed, shielding

pytestmark = pytest.mark.django_db
__all__ = ["milo"]  # a fixture


def test_of_a_shielded_child_only_the_two_shielding_teams_see_it_and_the_old_one_never_where_to(
    john: UUID, dora: Practitioner, milo: Practitioner, now: datetime
) -> None:
    children.shield(john, at=now)
    shona, mara, mona = (
        shielding("Shona", people.liverpool()),
        shielding("Mara", people.manchester()),
        shielding("Mona", people.manchester()),
    )
    number = Child.objects.get(pk=john).number
    for who in (dora, milo):
        with pytest.raises(moves.NotFound):
            moves.to_move(number, by=who, at=now)
        with pytest.raises(NotThere):
            proposed(john, by=who, at=now)
    move = proposed(moves.to_move(number, by=mara, at=now), by=mara, at=now)
    for who in (dora, milo):
        assert move_list.moves_of(who, at=now).rows == ()
        with pytest.raises(NotThere):
            move_list.open_move(move, by=who, at=now)
    assert_learns_nothing(move, shona, now)
    before = move_list.open_move(move, by=mona, at=now)
    assert (before.listed.other, before.because) == ("", WHY)  # who holds it is not told before it is theirs
    moves.accept(move, by=mona, at=now)
    assert_learns_nothing(move, shona, now)
    after = move_list.open_move(move, by=shona, at=now)
    assert (after.name, after.listed.state) == ("", "Accepted: the record has moved")
    assert move_list.open_move(move, by=mona, at=now).listed.other == "Liverpool"
    assert not Notice.objects.exclude(facts={}).exists()
    assert set(Notice.objects.filter(kind="move_changed").values_list("practitioner__forename", flat=True)) == {
        "Shona",
        "Mona",
        "Mara",
    }


def assert_learns_nothing(move: UUID, who: Practitioner, at: datetime) -> None:
    shown = repr(move_list.open_move(move, by=who, at=at)) + repr(move_list.moves_of(who, at=at))
    for word in ("Manchester", "M1", WHY, "Mara", "Mona", str(people.manchester().pk)):
        assert word not in shown, word


def test_nor_from_the_reason_with_which_it_is_declined_nor_from_the_log_in_the_clear(john: UUID, now: datetime) -> None:
    children.shield(john, at=now)
    shona, mara = shielding("Shona", people.liverpool()), shielding("Mara", people.manchester())
    move = proposed(john, by=mara, at=now)
    moves.decline(move, because="Not in Manchester yet", by=mara, at=now)
    assert_learns_nothing(move, shona, now)
    assert move_list.open_move(move, by=mara, at=now).answer == "Not in Manchester yet"
    for event in Event.objects.filter(verb__startswith="move."):
        assert str(people.manchester().pk) not in str(event.facts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(m::text, ' ') FROM registry_move m")
        assert b"Manchester yet".hex() not in cursor.fetchone()[0]


def test_the_old_team_may_name_the_place_itself_and_then_knows_what_it_said(john: UUID, now: datetime) -> None:
    children.shield(john, at=now)
    shona, mara = shielding("Shona", people.liverpool()), shielding("Mara", people.manchester())
    move = proposed(john, by=shona, at=now)
    assert move_list.open_move(move, by=shona, at=now).listed.other == "Manchester"
    moves.accept(move, by=mara, at=now)
    assert area_of(john) == "Manchester"


def test_a_feed_that_moves_a_shielded_child_tells_the_old_team_nothing_of_where(
    john: UUID, dora: Practitioner, milo: Practitioner, now: datetime
) -> None:
    children.shield(john, at=now)
    shona, mara = shielding("Shona", people.liverpool()), shielding("Mara", people.manchester())
    says(john, MANCHESTER, at=now, code="health")
    (row,) = Move.objects.all()
    assert_learns_nothing(row.pk, shona, now)
    assert [move_list.count_for(who, at=now) for who in (dora, milo, mara)] == [0, 0, 1]
    told = Notice.objects.filter(kind="moves_proposed").values_list("practitioner__forename", flat=True)
    assert sorted(told) == ["Mara", "Shona"]
    event = Event.objects.get(verb="move.proposed")
    assert (event.source, event.facts) == ("a source", {"move": str(row.pk)})
