"""Who may join two records, and when it takes two people (R-FEED-5, R-SHIELD-3, ux.md 2(f) 5, 7)."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from accounts.access import Refused
from accounts.models import Practitioner, Stage
from audit.models import Event
from registry import merge_asking, splitting
from registry.assertion import Name, Place, but
from registry.confirming import WaitsForColleague
from registry.deciding import Changed
from registry.disclosure import NotThere
from registry.fingerprints import prints
from registry.keeping_apart import kept_apart_among
from registry.models import Merge
from registry.record import Decision, apply_assertions
from registry.shields import is_shielded
from tests import people
from tests.registry import children
from tests.registry.matching import TWICE, merged, numbers, one_child

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_look")]


def test_two_numbers_that_contradict_each_other_need_two_people(
    twice: tuple[UUID, UUID], dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    merge = one_child(*twice, by=dora, at=now)
    assert (merge.at, merge.by, merge.second_by) == (None, dora, None)
    assert "numbers" in merge.two_because
    assert one_child(*twice, by=dora, at=now).at is None  # the same person again is still one person
    assert one_child(*twice, by=dan, at=now).at == now
    assert set(Event.objects.filter(verb="child.merged").values_list("child_number", flat=True)) == {*numbers(*twice)}


def test_a_record_of_another_area_is_merged_when_its_officer_agrees(now: datetime, dora: Practitioner) -> None:
    here = children.john(at=now)
    there = children.child(children.JOHN, at=now, area=people.manchester(), key="there")
    merge = one_child(here, there, by=dora, at=now)
    assert merge.two_because == ["other_area"]
    other = people.person("Mia", "data_officer", where=people.manchester())
    assert one_child(here, there, by=people.person("Dan", "data_officer"), at=now).at is None
    assert one_child(here, there, by=other, at=now).at == now


def test_an_officer_of_a_third_area_finds_no_such_records(now: datetime, twice: tuple[UUID, UUID]) -> None:
    other = people.person("Mia", "data_officer", where=people.manchester())
    with pytest.raises(NotThere):
        one_child(*twice, by=other, at=now)
    with pytest.raises(merge_asking.NotFound):
        merge_asking.pair_by_numbers(*numbers(*twice), because="One boy", by=other, at=now)


def test_whoever_is_no_officer_is_refused(now: datetime, twice: tuple[UUID, UUID], pat: Practitioner) -> None:
    with pytest.raises(Refused):
        one_child(*twice, by=pat, at=now)


def test_a_shielded_record_waits_for_two_shielding_officers_and_stays_shielded(
    twice: tuple[UUID, UUID], dora: Practitioner, now: datetime
) -> None:
    """R-SHIELD-3: the data officer learns no more than that it waits; parting the two lifts no shield."""
    kept, closed = twice
    children.shield(closed, at=now)
    with pytest.raises(WaitsForColleague):
        merge_asking.pair_by_numbers(*numbers(*twice), because="One boy", by=dora, at=now)
    with pytest.raises(WaitsForColleague):
        one_child(*twice, by=dora, at=now)
    waits = Merge.objects.get()
    assert (waits.for_shielding, waits.by, waits.asked_by) == (True, None, dora)
    with pytest.raises(NotThere):
        splitting.merge_of(waits.pk, by=dora, at=now)
    one, two = (people.person(name, "shielding_officer") for name in ("Sue", "Sam"))
    assert one_child(*twice, by=one, at=now).at is None
    assert one_child(*twice, by=two, at=now).at == now
    assert is_shielded(kept)
    assert not splitting.undo(waits.pk, because="Cousins", by=one, at=now)
    assert splitting.undo(waits.pk, because="Cousins", by=two, at=now)
    assert is_shielded(kept)
    assert is_shielded(closed)


def test_after_90_days_it_takes_two_people_to_part_them(
    twice: tuple[UUID, UUID], dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    merge = merged(twice, dora, dan, at=now)
    later = now + timedelta(days=91)
    for who in (dora, dan):
        who.last_used_at = later
        who.save(update_fields=["last_used_at"])
    assert not splitting.undo(merge.pk, because="Cousins", by=dora, at=later)
    assert not splitting.undo(merge.pk, because="Cousins", by=dora, at=later)
    assert splitting.undo(merge.pk, because="Cousins", by=dan, at=later)


def test_what_changed_since_the_page_was_opened_stops_the_merge(
    twice: tuple[UUID, UUID], dora: Practitioner, now: datetime
) -> None:
    seen = {str(child): one for child, one in prints(twice).items()}
    renamed = but(TWICE, names=(Name("current", "Joan", "", "Smith"),))
    apply_assertions([Decision("again", renamed, now, None)], source=children.source(), at=now)
    with pytest.raises(Changed) as stopped:
        merge_asking.say_same(*twice, because="One boy", seen=seen, by=dora, at=now)
    assert stopped.value.what == {twice[1]: ["the names"]}


def test_not_the_same_is_remembered_until_data_changes(
    twice: tuple[UUID, UUID], dora: Practitioner, now: datetime
) -> None:
    """R-FEED-5, ux.md 2(f) 5: and then it is said what changed."""
    seen = {str(child): one for child, one in prints(twice).items()}
    merge_asking.say_different(*twice, because="Cousins", seen=seen, by=dora, at=now)
    assert [one.holds for one in kept_apart_among(twice)] == [True]
    moved = but(TWICE, addresses=(Place("current", "3 Elm Row", "Liverpool", "L18 2AA"),))
    apply_assertions([Decision("again", moved, now, None)], source=children.source(), at=now)
    assert [one.holds for one in kept_apart_among(twice)] == [
        True
    ]  # people move house: that says nothing about who they are
    renamed = but(TWICE, date_of_birth=date(2017, 3, 5))
    apply_assertions([Decision("again", renamed, now, None)], source=children.source(), at=now)
    assert [(one.holds, one.changed) for one in kept_apart_among(twice)] == [(False, ("the date of birth",))]


def test_a_record_of_an_area_that_has_not_begun_is_not_there_for_another(now: datetime, dora: Practitioner) -> None:
    """R-SHIELD-9: no practitioner of any area finds its children."""
    here = children.john(at=now)
    leeds = people.organisation("Leeds", "383", stage=Stage.SHIELDING)
    there = children.child(children.JOHN, at=now, area=leeds, key="there")
    with pytest.raises(NotThere):
        one_child(here, there, by=dora, at=now)
