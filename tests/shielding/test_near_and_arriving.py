"""Who else is near to a hidden child, and what of shields that no officer put on? (R-SHIELD-6, R-SHIELD-4)"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from accounts.models import Notice, Practitioner
from audit.models import Event
from feeds.hide import hide
from registry.assertion import Assertion, CarerSaid, Name, Place, but
from registry.disclosure import NotThere
from registry.household import Shares, who_shares
from registry.merging import join
from registry.models import Child
from registry.record import Decision, apply_assertions
from registry.shields import is_shielded
from shielding import asking, case, deciding, entries
from shielding.models import Shield
from tests import people
from tests.registry import children
from tests.shielding.requests import TYPED, confirmed, hidden, lift_asked, seen

pytestmark = pytest.mark.django_db
LIVERPOOL = "Liverpool"


def like_john(forename: str, surname: str = "Smith", **instead: object) -> Assertion:
    names = (Name("current", forename, "", surname),)
    return but(children.JOHN, names=names, identifiers={}, services=(), caf=None, **instead)


AWAY = {"addresses": (Place("current", "7 Elm Road", LIVERPOOL, "L17 2AB"),), "settings": ()}
SISTER = like_john("Amy")
HALF_BROTHER = like_john("Leo", "Brown", **AWAY)  # lives elsewhere with the same mother
COUSIN = like_john("Zoe", carers=(CarerSaid("Sue Smith", "mother", True),), addresses=AWAY["addresses"])
NAMESAKE = like_john("Ben", "Brown", carers=(CarerSaid("Ann Smith", "mother", True, "0151 496 0999"),), **AWAY)
NEIGHBOUR = like_john("Kit", "Brown", carers=(), addresses=(Place("current", "16 Fern Bank", LIVERPOOL, "L18 5TE"),))


def restricted(*, at: datetime) -> UUID:
    """John, whom his school marks as one to hide."""
    children.surroundings()
    said, area = but(children.JOHN, restricted=True), people.liverpool().pk
    apply_assertions([Decision("j", said, at - timedelta(days=2), None, area)], source=children.source(), at=at)
    return Child.objects.latest("made_at").pk


def test_the_team_is_shown_who_else_shares_the_address_a_carer_or_the_school(
    john: UUID, shona: Practitioner, now: datetime
) -> None:
    sister, brother, cousin = (children.child(said, at=now) for said in (SISTER, HALF_BROTHER, COUSIN))
    for nobody in (NAMESAKE, NEIGHBOUR):
        children.child(nobody, at=now)
    children.child(SISTER, at=now, area=people.manchester())
    shield = hidden(john, by=shona, at=now)
    assert who_shares(john, area=people.liverpool().pk) == {
        sister: (Shares.ADDRESS, Shares.CARER, Shares.SCHOOL),
        brother: (Shares.CARER,),
        cousin: (Shares.SCHOOL,),
    }
    near = case.near_to(shield.pk, by=shona, at=now)
    assert [(one.child.name, one.shielded) for one in near] == [
        ("Amy Smith", False),
        ("Leo Brown", False),
        ("Zoe Smith", False),
    ]
    named = Event.objects.filter(verb="child.named", because="shield_household", actor=shona.pk)
    assert named.count() == 3


def test_they_are_hidden_in_one_step_each_with_a_case_of_its_own(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    sister, brother = children.child(SISTER, at=now), children.child(HALF_BROTHER, at=now)
    shield = hidden(john, by=shona, at=now)
    made = asking.ask_for_others(shield.pk, [sister, brother], by=shona, at=now)
    assert {one.child_id for one in made} == {sister, brother}
    assert is_shielded(sister)
    deciding.confirm(made[0].pk, seen=seen(made[0]), by=simon, at=now)
    assert Shield.objects.filter(confirmed_at=None).count() == 2
    assert entries.history(made[1])[0].lines[-1] == ("Evidence seen", "A court order of May")


def test_a_child_of_another_area_is_not_hidden_with_the_others(john: UUID, shona: Practitioner, now: datetime) -> None:
    """Nothing of the step happens then."""
    sister, there = children.child(SISTER, at=now), children.child(SISTER, at=now, area=people.manchester())
    shield = hidden(john, by=shona, at=now)
    with pytest.raises(NotThere):
        asking.ask_for_others(shield.pk, [sister, there], by=shona, at=now)
    assert not is_shielded(sister)


def test_a_child_whom_a_source_marks_waits_for_a_second_person_like_any_other(
    shona: Practitioner, now: datetime
) -> None:
    restricted(at=now)
    shield = Shield.objects.get()
    assert (shield.because, shield.source, shield.put_on_by) == ("restricted_by_source", children.source(), None)
    assert not Notice.objects.exists()  # a delivery may bring many: they are told by the hour
    deciding.confirm(shield.pk, seen=seen(shield), by=shona, at=now)
    assert entries.history(shield)[-1].lines == (("Source", "School records"),)


def test_what_a_source_hides_because_it_may_be_meant_comes_off_by_two(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    with transaction.atomic():
        hide([john], source=children.source(), at=now)
    shield = Shield.objects.get(child=john)
    asked = deciding.do_not_confirm(shield.pk, because="Another John", seen=seen(shield), by=shona, at=now)
    assert is_shielded(john)
    deciding.agree(asked.pk, seen=seen(shield), by=simon, at=now)
    assert not is_shielded(john)


def test_a_source_that_says_it_again_after_a_lift_opens_another_case(
    shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    """R-SHIELD-3: what a source marks anew is hidden anew, and nothing is forgotten."""
    john = restricted(at=now)
    first = Shield.objects.get(child=john)
    asked = deciding.do_not_confirm(first.pk, because="A mistake", seen=seen(first), by=shona, at=now)
    deciding.agree(asked.pk, seen=seen(first), by=simon, at=now)
    changed = but(children.JOHN, restricted=True, addresses=AWAY["addresses"])
    apply_assertions([Decision("j", changed, now, john)], source=children.source(), at=now)
    assert is_shielded(john)
    assert Shield.objects.filter(child=john).count() == 2


def test_a_record_that_is_hidden_by_a_merge_waits_for_a_second_person(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    """The officer who hid the other record is the first person here too."""
    other = children.child(SISTER, at=now)
    hidden(other, by=shona, at=now)
    with transaction.atomic():
        join(john, other, at=now)
    shield = Shield.objects.get(child=john)
    assert (shield.because, shield.put_on_by) == ("merged_with_shielded", shona)
    deciding.confirm(shield.pk, seen=seen(shield), by=simon, at=now)


def test_two_ways_at_once_open_one_case(john: UUID, shona: Practitioner, now: datetime) -> None:
    shield = hidden(john, by=shona, at=now)
    with transaction.atomic():
        hide([john], source=children.source(), at=now)
    assert Shield.objects.get(child=john) == shield


def test_no_notice_about_a_shield_says_who_where_or_why(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    asked = lift_asked(confirmed(john, by=shona, second=simon, at=now), by=shona, at=now)
    deciding.refuse(asked.pk, because="Still afraid", seen=seen(asked.shield), by=simon, at=now)
    kept = str(list(Notice.objects.values()))
    assert Notice.objects.count() == 4
    assert [words for words in (*TYPED, "John", "Smith", str(john), "afraid") if words in kept] == []
