"""A record made by hand: only after a search, seen by nobody else, and confirmed by its authority (R-SEARCH-5)."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection

from accounts.access import Refused
from accounts.models import Practitioner
from audit.models import Event
from registry import confirming
from registry.assertion import Assertion, Name, Place, but
from registry.confirming import WaitsForColleague
from registry.creation import AreaUnknown, SearchFirst, WhyNoSource, create_record
from registry.disclosure import NotThere, give_reason, my_children, open_record
from registry.finding import make_search, run_search
from registry.matching.described import NOBODY, describe
from registry.matching.net import cast, caught, resembled
from registry.models import Child, Reason, Status
from registry.my_work import waiting_for
from registry.near import near_matches
from registry.record import rebuild
from registry.search.birth import Birth
from registry.search.criteria import Criteria
from registry.shields import take_off
from registry.shown import FullRecord
from tests import people
from tests.registry import children
from tests.registry.work import NURSING

pytestmark = pytest.mark.django_db
BORN = date(2019, 6, 3)
KATIE = Assertion(
    names=(Name("current", "Katie", "", "Okafor"),),
    date_of_birth=BORN,
    gender="female",
    addresses=(Place("current", "3 Fern Bank", "Liverpool", "L18 5TE"),),
)
SOUGHT = Criteria(forename="Katie", surname="Okafor", birth=Birth(BORN, BORN))


@pytest.fixture(autouse=True)
def surroundings(db: None) -> None:
    children.surroundings()


def create(who: Practitioner, at: datetime, said: Assertion = KATIE) -> UUID:
    return create_record(said, search=make_search(SOUGHT, by=who, at=at), why=WhyNoSource.NEW_TO_AREA, by=who, at=at)


def found_by(who: Practitioner, at: datetime) -> list[UUID]:
    return [hit.child for hit in run_search(make_search(SOUGHT, by=who, at=at), by=who, at=at).hits]


@pytest.fixture
def officer() -> Practitioner:
    return people.person("Dora", "data_officer")


def test_its_maker_finds_and_opens_it_and_nobody_else_does(pat: Practitioner, now: datetime) -> None:
    child = create(pat, now)
    assert found_by(pat, now) == [child]
    give_reason(child, reason=Reason.PROVIDING, viewer=pat, at=now)
    shown = open_record(child, viewer=pat, at=now)
    assert isinstance(shown, FullRecord)
    assert shown.unconfirmed
    assert shown.details[0].origin is not None
    assert shown.details[0].origin.said_by == "Pat Example, by hand"
    other = people.teacher()
    assert found_by(other, now) == []
    with pytest.raises(NotThere):
        give_reason(child, reason=Reason.PROVIDING, viewer=other, at=now)


def test_its_number_finds_it_for_its_maker_alone(pat: Practitioner, now: datetime) -> None:
    child = create(pat, now)
    sought = Criteria(number=Child.objects.get(pk=child).number)
    for who, found in ((pat, [child]), (people.teacher(), [])):
        hits = run_search(make_search(sought, by=who, at=now), by=who, at=now).hits
        assert [hit.child for hit in hits] == found


def test_it_takes_a_search_of_one_s_own_within_half_an_hour(pat: Practitioner, now: datetime) -> None:
    other = people.teacher()
    stale = make_search(SOUGHT, by=pat, at=now - timedelta(minutes=30))
    fresh = make_search(SOUGHT, by=pat, at=now - timedelta(minutes=29))
    for search, by in ((stale, pat), (fresh, other), (uuid4(), pat)):
        with pytest.raises(SearchFirst):
            create_record(KATIE, search=search, why=WhyNoSource.NOT_KNOWN, by=by, at=now)
    create_record(KATIE, search=fresh, why=WhyNoSource.NOT_KNOWN, by=pat, at=now)


def test_one_search_makes_one_record_however_often_it_is_sent(pat: Practitioner, now: datetime) -> None:
    search = make_search(SOUGHT, by=pat, at=now)
    made = {create_record(KATIE, search=search, why=WhyNoSource.NOT_KNOWN, by=pat, at=now) for _ in range(2)}
    assert len(made) == Child.objects.count() == 1


def test_the_district_says_which_authority_is_responsible(now: datetime) -> None:
    """Else the maker's own; a national partner has no area."""
    visitor = people.health_visitor()
    assert Child.objects.get(pk=create(visitor, now)).responsible_authority.name == "Liverpool"
    homeless = but(KATIE, addresses=(Place("none_known"),))
    assert Child.objects.get(pk=create(visitor, now, homeless)).responsible_authority.name == "Manchester"
    partner = people.person("Bea", "practitioner", where=people.barnardos())
    with pytest.raises(AreaUnknown):
        create(partner, now, homeless)


def test_the_maker_s_own_involvement_can_be_recorded_with_it(pat: Practitioner, now: datetime) -> None:
    search = make_search(SOUGHT, by=pat, at=now)
    child = create_record(KATIE, search=search, why=WhyNoSource.NOT_KNOWN, work=NURSING, by=pat, at=now)
    assert [one.hit.child for one in my_children(pat, at=now)] == [child]


def test_no_event_no_record(pat: Practitioner, now: datetime) -> None:
    """R-AUDIT-1."""
    search = make_search(SOUGHT, by=pat, at=now)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; REVOKE INSERT ON audit_event FROM contactpoint_app; SET ROLE contactpoint_app")
    with pytest.raises(DatabaseError):
        create_record(KATIE, search=search, why=WhyNoSource.NOT_KNOWN, by=pat, at=now)
    assert not Child.objects.exists()


def test_near_matches_are_those_that_this_person_may_see(pat: Practitioner, now: datetime) -> None:
    there = children.child(but(KATIE, names=(Name("current", "Katy", "", "Okafor"),)), at=now)
    create(people.teacher(), now)
    assert [hit.child for hit in near_matches(KATIE, by=pat, at=now)] == [there]
    assert Event.objects.filter(verb="child.named", because="near_match_check").count() == 1


def test_a_rough_age_meets_a_birth_date_two_years_off(pat: Practitioner, now: datetime) -> None:
    there = children.child(KATIE, at=now)
    said = but(KATIE, date_of_birth=date(2020, 12, 31), birth_date_estimated=True)
    assert [hit.child for hit in near_matches(said, by=pat, at=now)] == [there]


def test_once_confirmed_everybody_finds_it(pat: Practitioner, officer: Practitioner, now: datetime) -> None:
    child = create(pat, now)
    assert [one.child for one in confirming.unconfirmed_of(officer.organisation, by=officer, at=now).records] == [child]
    assert waiting_for(officer, at=now).unconfirmed_records == 1
    confirming.confirm(child, by=officer, at=now)
    assert found_by(people.teacher(), now) == [child]
    assert Event.objects.filter(verb="child.confirmed", actor=officer.pk).count() == 1
    with pytest.raises(NotThere):
        confirming.confirm(child, by=officer, at=now)


def test_only_the_data_officers_of_the_area_see_the_queue(pat: Practitioner, now: datetime) -> None:
    child = create(pat, now)
    with pytest.raises(Refused):
        confirming.unconfirmed_of(pat.organisation, by=pat, at=now)
    elsewhere = people.person("Max", "data_officer", where=people.manchester())
    with pytest.raises(Refused):
        confirming.unconfirmed_of(pat.organisation, by=elsewhere, at=now)
    for act in (confirming.confirm, confirming.added_by_hand):
        with pytest.raises(NotThere):
            act(child, by=elsewhere, at=now)


def test_the_officer_reads_what_the_maker_said(pat: Practitioner, officer: Practitioner, now: datetime) -> None:
    shown = confirming.added_by_hand(create(pat, now), by=officer, at=now)
    assert (shown.queued.name, shown.queued.made_by) == ("Katie Okafor", "Pat Example")
    assert [place.address for place in shown.places] == ["3 Fern Bank, Liverpool, L18 5TE"]
    assert Event.objects.filter(verb="child.opened", actor=officer.pk).count() == 1


ELSEWHERE = (Place("current", "1 Low Road", "Liverpool", "L1 1AA"),)
SHARED = (Place("current", "3 FERN BANK.", "", "L185TE"),)
# As widely as a row of a delivery would be held.
ROW_HELD = [
    but(KATIE, names=(Name("current", "Ann", "", "Okafour"),), addresses=ELSEWHERE),
    but(KATIE, names=(Name("current", "Ann", "", "Okafor"),), date_of_birth=date(2019, 3, 6), addresses=ELSEWHERE),
    but(KATIE, names=(Name("current", "Katie", "", "Smith"),), addresses=ELSEWHERE),
    but(KATIE, names=(Name("current", "Ann", "", "Smith"),), date_of_birth=date(2019, 11, 28), addresses=SHARED),
]
# And more widely: whoever writes by hand may have it from hearsay.
HIDDEN = [
    *ROW_HELD,
    but(KATIE, names=(Name("current", "Ann", "", "Okafour"),), date_of_birth=date(2019, 6, 8)),
    but(KATIE, names=(Name("current", "Ann", "", "Smith-Okafor"),), date_of_birth=date(2019, 3, 6)),
    but(KATIE, names=(Name("former", "Ann", "", "Okafor"), Name("current", "A", "", "B")), date_of_birth=None),
    but(KATIE, date_of_birth=date(2021, 1, 1), birth_date_estimated=True),
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_resembles_a_hidden_child_waits_for_a_colleague(
    hidden: Assertion, pat: Practitioner, officer: Practitioner, now: datetime
) -> None:
    """R-SHIELD-3: in words that tell nothing, and it stays where it is."""
    children.shield(children.child(hidden, at=now), at=now)
    child = create(pat, now)
    with pytest.raises(WaitsForColleague):
        confirming.confirm(child, by=officer, at=now)
    assert Child.objects.get(pk=child).status == Status.UNCONFIRMED


@pytest.mark.parametrize("hidden", ROW_HELD)
def test_a_record_made_by_hand_is_held_wherever_a_row_would_be(hidden: Assertion, now: datetime) -> None:
    """R-SHIELD-3: one net, whichever way the child comes in."""
    child = children.child(hidden, at=now)
    children.shield(child, at=now)
    katie = describe(KATIE, shares=NOBODY)
    assert caught({0: katie}) == {0: {child}}
    assert resembled(katie) == {child}


def test_a_double_name_on_either_side_is_known_by_its_parts(
    pat: Practitioner, officer: Practitioner, now: datetime
) -> None:
    children.shield(children.child(but(KATIE, addresses=ELSEWHERE), at=now), at=now)
    double = but(KATIE, names=(Name("current", "Ann", "", "Smith-Okafor"),))
    undated = but(double, date_of_birth=None)
    about = but(double, date_of_birth=date(2020, 12, 1), birth_date_estimated=True)
    for said in (double, undated, about):
        with pytest.raises(WaitsForColleague):
            confirming.confirm(create(pat, now, said), by=officer, at=now)
    for said in (but(about, date_of_birth=date(2022, 1, 1)), but(double, date_of_birth=date(2020, 12, 1))):
        confirming.confirm(create(pat, now, said), by=officer, at=now)


def test_when_the_shield_is_lifted_nothing_is_held_up(pat: Practitioner, officer: Practitioner, now: datetime) -> None:
    hidden = children.child(KATIE, at=now)
    children.shield(hidden, at=now)
    child = create(pat, now)
    take_off(hidden, because="lifted", by=people.person("Shona", "shielding_officer"), at=now)
    rebuild([hidden])
    confirming.confirm(child, by=officer, at=now)


def test_a_row_that_waits_and_must_hide_a_child_holds_it_up(
    pat: Practitioner, officer: Practitioner, now: datetime
) -> None:
    """Not yet a record, and still somebody who must stay hidden (R-SHIELD-9)."""
    cast({uuid4(): describe(KATIE, shares=NOBODY)})
    with pytest.raises(WaitsForColleague):
        confirming.confirm(create(pat, now), by=officer, at=now)


@pytest.mark.parametrize(
    "other",
    [
        but(KATIE, names=(Name("current", "Ann", "", "Smith"),), addresses=ELSEWHERE),
        but(KATIE, date_of_birth=date(2018, 5, 3)),
        but(KATIE, date_of_birth=date(2022, 6, 3), birth_date_estimated=True),
    ],
)
def test_another_hidden_child_holds_nothing_up(
    other: Assertion, pat: Practitioner, officer: Practitioner, now: datetime
) -> None:
    children.shield(children.child(other, at=now), at=now)
    confirming.confirm(create(pat, now), by=officer, at=now)


def test_a_child_like_it_who_is_not_hidden_holds_nothing_up(
    pat: Practitioner, officer: Practitioner, now: datetime
) -> None:
    children.child(KATIE, at=now)
    confirming.confirm(create(pat, now), by=officer, at=now)


def test_a_shared_number_is_resemblance_enough(pat: Practitioner, officer: Practitioner, now: datetime) -> None:
    """R-SHIELD-3."""
    children.shield(children.john(at=now), at=now)
    child = create(pat, now, but(KATIE, identifiers={"upn": children.JOHN.identifiers["upn"]}))
    with pytest.raises(WaitsForColleague):
        confirming.confirm(child, by=officer, at=now)
