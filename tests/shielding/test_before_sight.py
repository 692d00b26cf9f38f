"""Is a child hidden before anybody can see it? A record that has not come yet, an area that has not signed.

R-SHIELD-9, SEC-10. Shona is an officer of Leeds, Dina its director; Pat works in Liverpool.
"""

from datetime import date, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from accounts.access import NotYours
from accounts.models import Organisation, Practitioner, Stage
from audit.log import words_of
from audit.models import Event
from contactpoint.jobs.queue import run_due
from feeds.match import Asked, Verdict
from registry.assertion import Assertion, Name, but
from registry.confirming import WaitsForColleague
from registry.deciding import Given, Kinds
from registry.disclosure import NotThere
from registry.expecting import NAMED, is_expected
from registry.models import Child, Mesh, SearchRow, ShieldEvent, WaitingRow
from registry.queueing import queue_of
from registry.search.birth import Birth
from registry.search.candidates import candidates
from registry.search.criteria import Criteria
from registry.shields import is_shielded
from registry.visible import children_visible_to
from shielding import listing
from shielding.case import open_case
from shielding.listed import listed_by
from shielding.listing import NoSuchHiddenRecord
from shielding.lists import page_of
from shielding.models import ListedChild, Shield, Sort
from tests import people
from tests.feeds import files
from tests.feeds.conftest import load_now, make_world
from tests.feeds.judging import judged_now
from tests.registry import children
from tests.registry.matching import answer, waiting
from tests.shielding import start_up
from tests.shielding.requests import found, hidden
from tests.shielding.start_up import GRACE, SAID, refuge

pytestmark = pytest.mark.django_db
IN_A_FEED = but(
    GRACE, names=(Name("current", "Gracie", "", "Whitfeild"),), identifiers={}, gender="female", addresses=()
)
STRANGER = but(IN_A_FEED, names=(Name("current", "Harry", "", "Brook"),), date_of_birth=children.JOHN.date_of_birth)


@pytest.fixture
def shona(db: None) -> Practitioner:
    children.surroundings()
    return start_up.officer()


@pytest.fixture
def simon(db: None) -> Practitioner:
    return start_up.officer("Simon")


@pytest.fixture
def dina(db: None) -> Practitioner:
    return start_up.director()


@pytest.fixture
def expected(shona: Practitioner, now: datetime) -> UUID:
    """Grace, whom the refuge named, and of whom no source has spoken."""
    return listing.expect_listed(refuge(shona, now), GRACE, by=shona, at=now)


def judged(said: Assertion) -> Verdict:
    return judged_now([Asked(1, "key", said)], source=children.source()).judged[1].verdict


def visible(child: UUID, viewer: Practitioner, at: datetime) -> bool:
    return children_visible_to(viewer, at=at).filter(pk=child).exists()


def test_a_row_like_an_expected_child_waits_whatever_it_would_be_otherwise(expected: UUID) -> None:
    assert judged(IN_A_FEED) is Verdict.WAITING
    assert judged(STRANGER) is Verdict.NEW


def test_the_first_record_of_an_expected_child_is_hidden_from_its_first_moment(
    expected: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    row = waiting(IN_A_FEED, at=now, area=start_up.leeds(), for_shielding=True)
    for who in (shona, simon):
        answer(row, Given(Kinds.DIFFERENT, because="No record fits"), by=who, at=now)
    child = Child.objects.get()
    assert is_shielded(child.pk)
    assert ShieldEvent.objects.get().at == now == child.made_at
    assert not SearchRow.objects.filter(child_id=child.pk, postcode__isnull=False).exists()
    assert Shield.objects.get().because == "expected"  # a second person agrees to it, as to every shield


def test_a_record_that_another_area_holds_already_is_hidden_when_the_child_is_named(
    shona: Practitioner, now: datetime
) -> None:
    """R-SHIELD-9: at once, and its own team is asked to confirm; a stranger's is not, and the list tells nothing."""
    elsewhere, known = people.manchester(), but(IN_A_FEED, names=GRACE.names)
    grace, stranger = (children.child(said, at=now, area=elsewhere) for said in (known, STRANGER))
    mark = people.person("Mark", "shielding_officer", where=elsewhere)
    pat = people.social_worker()
    assert visible(grace, pat, now)

    partner = refuge(shona, now)
    listing.expect_listed(partner, GRACE, by=shona, at=now)

    assert (is_shielded(grace), is_shielded(stranger)) == (True, False)
    shield = Shield.objects.get()
    assert (shield.child_id, shield.because, shield.put_on_by, shield.confirmed_at) == (grace, NAMED, shona, None)
    assert [one.id for one in page_of("confirm", by=mark, at=now).rows] == [shield.pk]
    assert [one.expected for one in listed_by(partner, by=shona, at=now)] == [True]
    assert page_of("all", by=shona, at=now).total == 0
    with pytest.raises(NotThere):
        open_case(shield.pk, by=shona, at=now)


def test_a_record_with_the_number_of_an_expected_child_is_hidden_whatever_its_name(
    shona: Practitioner, now: datetime
) -> None:
    other = but(STRANGER, identifiers=GRACE.identifiers)
    child = children.child(other, at=now, area=people.manchester())
    listing.expect_listed(refuge(shona, now), GRACE, by=shona, at=now)
    assert is_shielded(child)


def test_whoever_searches_finds_nothing_of_an_expected_child_whom_a_source_delivers(
    expected: UUID, now: datetime
) -> None:
    """SEC-10: before an officer has decided, in an area that practitioners may search."""
    make_world()
    said = {"forename": "Grace", "surname": "Whitfield", "gender": "female", "born": "2019-03-14"}
    row = files.patient(**said, street="7 Larkspur Row", postcode="L15 3HQ")
    delivered = load_now("health-demographics", files.ndjson(row), at=now)
    assert (delivered.waiting, delivered.created) == (1, 0)
    sought = Criteria(forename="Grace", surname="Whitfield", birth=Birth(date(2019, 3, 14), date(2019, 3, 14)))
    assert candidates(sought).candidates == ()


def test_a_row_that_waits_for_data_officers_is_turned_over_once_the_child_is_expected(
    shona: Practitioner, now: datetime
) -> None:
    waiting(IN_A_FEED, at=now, area=start_up.leeds(Stage.SHIELDING))
    Organisation.objects.filter(code="383").update(stage=Stage.LIVE)
    dora = people.person("Dora", "data_officer", where=Organisation.objects.get(code="383"))
    assert queue_of(dora, at=now).total == 1
    row = WaitingRow.objects.get()
    listing.expect_listed(refuge(shona, now), GRACE, by=shona, at=now)

    with pytest.raises(WaitsForColleague):
        answer(row.pk, Given(Kinds.DIFFERENT, because="No record fits"), by=dora, at=now)
    row.refresh_from_db()
    assert (row.for_shielding, row.authority) == (True, start_up.leeds())


def test_an_expected_child_is_in_nobodys_list_of_matches_and_in_no_count(
    expected: UUID, shona: Practitioner, now: datetime
) -> None:
    Organisation.objects.filter(code="383").update(stage=Stage.LIVE)
    dora = people.person("Dora", "data_officer", where=Organisation.objects.get(code="383"))
    for who in (shona, dora):
        queue = queue_of(who, at=now)
        assert (queue.total, queue.waiting) == (0, 0)


def test_what_is_entered_of_an_expected_child_lies_sealed(expected: UUID) -> None:
    """R-SHIELD-7."""
    kept = f"{list(WaitingRow.objects.values())} {list(Mesh.objects.values())} {list(ListedChild.objects.values())}"
    assert [word for word in SAID if word in kept] == []


def test_the_net_hangs_until_an_officer_finds_the_hidden_record(
    expected: UUID, shona: Practitioner, now: datetime
) -> None:
    open_one = Child.objects.get(pk=start_up.child_of_leeds(now))
    there = Child.objects.get(pk=children.child(at=now))
    hidden_there = people.person("Sam", "shielding_officer")
    hidden(there.pk, by=hidden_there, at=now)
    for number in (open_one.number, there.number, "0000000000"):
        with pytest.raises(NoSuchHiddenRecord):
            listing.has_come(expected, number, by=shona, at=now)
    assert judged(IN_A_FEED) is Verdict.WAITING
    hidden(open_one.pk, by=shona, at=now)
    listing.has_come(expected, open_one.number, by=shona, at=now)
    assert judged(IN_A_FEED) is Verdict.NEW
    listed = ListedChild.objects.get()
    assert (listed.child, listed.came_at) == (open_one, now)
    assert WaitingRow.objects.get().sealed is None


def test_a_child_who_was_entered_by_mistake_is_expected_no_more(
    expected: UUID, shona: Practitioner, now: datetime
) -> None:
    row = WaitingRow.objects.get()
    listing.take_back(expected, because="Grace is the aunt", by=shona, at=now)
    assert judged(IN_A_FEED) is Verdict.NEW
    assert not is_expected([row.pk])
    row.refresh_from_db()
    assert (row.ended_at, row.sealed) == (now, None)
    event = Event.objects.get(verb="start_up.taken_back")
    assert (event.actor, event.facts["listed"], words_of(event)) == (shona.pk, str(expected), "Grace is the aunt")
    assert b"aunt" not in bytes(event.words or b"")
    with pytest.raises(NotThere):
        listing.take_back(expected, because="Again", by=shona, at=now)
    with pytest.raises(NotThere):
        listing.has_come(expected, "1234567890", by=shona, at=now)


def test_whom_another_partner_named_too_stays_expected(expected: UUID, shona: Practitioner, now: datetime) -> None:
    police = refuge(shona, now, sort=Sort.POLICE, name="West Yorkshire Police")
    listing.expect_listed(police, GRACE, by=shona, at=now)
    listing.take_back(expected, because="Named by the police alone", by=shona, at=now)
    assert judged(IN_A_FEED) is Verdict.WAITING


def test_who_has_come_or_is_another_areas_is_not_taken_back(
    expected: UUID, shona: Practitioner, mark: Practitioner, dina: Practitioner, now: datetime
) -> None:
    for who in (mark, dina):
        with pytest.raises((NotThere, NotYours)):
            listing.take_back(expected, because="A mistake", by=who, at=now)
    child = start_up.child_of_leeds(now)
    hidden(child, by=shona, at=now)
    listing.has_come(expected, Child.objects.get(pk=child).number, by=shona, at=now)
    with pytest.raises(NotThere):
        listing.take_back(expected, because="A mistake", by=shona, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ListedChild.objects.update(taken_back_by=shona, taken_back_at=now)


def test_until_an_area_has_signed_nobody_of_any_area_finds_its_children(
    shona: Practitioner, dina: Practitioner, pat: Practitioner, now: datetime
) -> None:
    """Whatever its stage: the list is a fact of its own."""
    child = start_up.child_of_leeds(now)
    start_up.opened(start_up.leeds())
    colleague = people.person("Carl", "practitioner", where=start_up.leeds(Stage.LIVE))
    assert not any(visible(child, who, now) for who in (pat, colleague))
    assert found(surname="Smith") == set()
    start_up.signed_by_both(shona, dina, now)
    while run_due(at=now):
        pass
    assert all(visible(child, who, now) for who in (pat, colleague))
    assert found(surname="Smith") == {child}


def test_who_has_signed_and_may_only_shield_is_found_by_nobody(
    shona: Practitioner, dina: Practitioner, pat: Practitioner, now: datetime
) -> None:
    """R-ORG-1."""
    child = start_up.child_of_leeds(now)
    start_up.signed_by_both(shona, dina, now)
    while run_due(at=now):
        pass
    assert not visible(child, pat, now)
    assert found(surname="Smith") == set()
