"""Who receives no education or no universal service is listed for who has the duty to find them (R-REC-8)."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from accounts import roles
from accounts.access import Refused
from accounts.limits import LimitReached
from accounts.models import Practitioner
from audit.models import Event
from registry import unserved
from registry.assertion import Assertion, Name, Place, PracticeSaid, SettingSaid, but
from registry.models import Child, Source
from registry.unserved import Unserved, day_of, worklist
from tests import people
from tests.browser import NARROW, WIDTHS, check_page, open_page
from tests.registry import children
from tests.registry.children import JOHN
from tests.registry.disputes import says
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db
NO_SCHOOL = but(JOHN, settings=())
NOTHING = but(JOHN, settings=(), practice=None)


@pytest.fixture
def shona(db: None) -> Practitioner:
    return people.person("Shona", "shielding_officer")


def listed(who: Practitioner, at: datetime, **more: Any) -> dict[UUID, Unserved]:
    return {one.child: one for one in worklist(by=who, at=at, **more).rows}


def aged(said: Assertion, years: int, at: datetime) -> Assertion:
    return but(said, date_of_birth=at.date() - relativedelta(years=years, days=3))


def test_whom_no_source_places_at_a_school_is_listed_and_who_learns_at_home_is_not(
    dora: Practitioner, now: datetime
) -> None:
    served = children.john(at=now)
    never = children.child(NO_SCHOOL, at=now)
    unknown = children.child(but(JOHN, settings=(SettingSaid("not_known"),)), at=now)
    ended = children.child(
        but(JOHN, settings=(SettingSaid("at_setting", "100001", date(2022, 9, 5), now.date()),)), at=now
    )
    home = children.child(but(JOHN, settings=(SettingSaid("otherwise"),)), at=now)
    found = listed(dora, now)
    assert set(found) == {never, unknown, ended}
    assert not {served, home} & set(found)
    assert found[never].school == "Nobody has said anything"
    assert found[unknown].school == "Not known to be in education"
    assert found[ended].school.startswith("Mossley Hill School until ")
    assert all((one.no_education, one.no_service) == (True, False) for one in found.values())


@pytest.mark.parametrize(("years", "no_school", "nothing"), [(2, False, True), (4, False, True), (5, True, True)])
def test_below_school_age_a_practice_is_enough(
    dora: Practitioner, now: datetime, years: int, no_school: bool, nothing: bool
) -> None:
    with_practice = children.child(aged(NO_SCHOOL, years, now), at=now)
    without = children.child(aged(NOTHING, years, now), at=now)
    found = listed(dora, now)
    assert (with_practice in found, without in found) == (no_school, nothing)
    assert found[without].no_education == (years >= 5)
    assert found[without].no_service


def test_at_sixteen_school_is_no_duty_any_longer(dora: Practitioner, now: datetime) -> None:
    old, young = children.child(aged(NO_SCHOOL, 16, now), at=now), children.child(aged(NO_SCHOOL, 15, now), at=now)
    assert set(listed(dora, now)) == {young}
    assert Child.objects.filter(pk=old).exists()


def test_what_a_source_has_not_repeated_or_that_was_stopped_counts_no_more(dora: Practitioner, now: datetime) -> None:
    long_ago = now - timedelta(days=130)
    john = children.child(JOHN, at=long_ago, key="pupil")
    silent = listed(dora, now)[john]
    assert (silent.no_education, silent.no_service) == (True, True)
    assert "but School records has not said so since" in silent.school
    says(john, but(JOHN, gender="female"), at=now - timedelta(days=5), key="pupil")
    assert listed(dora, now) == {}
    Source.objects.filter(code="schools").update(stopped_at=now)
    assert "but School records was stopped" in listed(dora, now)[john].school


def test_who_died_or_left_england_or_is_another_area_s_is_not_listed(dora: Practitioner, now: datetime) -> None:
    children.child(but(NOTHING, date_of_death=date(2026, 2, 1)), at=now)
    children.child(but(NOTHING, addresses=(Place("left_england", returning="unknown"),)), at=now)
    children.child(NOTHING, at=now, area=people.manchester())
    unconfirmed = children.child(NOTHING, at=now)
    Child.objects.filter(pk=unconfirmed).update(status="archived")
    assert listed(dora, now) == {}


def test_a_shielded_child_is_on_the_shielding_officers_own_list_alone(
    dora: Practitioner, shona: Practitioner, now: datetime
) -> None:
    hidden, served = children.child(NOTHING, at=now), children.john(at=now)
    theirs = children.child(NOTHING, at=now, area=people.manchester())
    for child in (hidden, served, theirs):
        children.shield(child, at=now)
    for asked in (False, True):
        page = worklist(by=dora, at=now, hidden=asked)
        assert (page.rows, page.total, page.hidden, page.both) == ((), 0, False, False)
        assert set(listed(shona, now, hidden=asked)) == {hidden}
    assert listed(shona, now)[hidden].school == "Nobody has said anything"
    both = people.person("Beth", "data_officer")
    roles.give(both, "shielding_officer", people.liverpool())
    assert (set(listed(both, now)), set(listed(both, now, hidden=True))) == (set(), {hidden})


def test_each_opening_and_each_child_is_in_the_log_and_a_day_allows_four_pages(
    dora: Practitioner, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unserved, "ON_A_PAGE", 2)
    for number in range(5):
        children.child(but(NOTHING, names=(Name("current", f"Kit{number}", "", "Moss"),)), at=now)
    first = worklist(by=dora, at=now)
    assert (first.total, first.pages, len(first.rows)) == (5, 3, 2)
    last = worklist(by=dora, at=now, page="3")
    assert (len(last.rows), worklist(by=dora, at=now, page="x").page) == (1, 1)
    opened = Event.objects.filter(verb="worklist.opened", actor=dora.pk).order_by("pk")
    assert [event.facts for event in opened] == [{"page": n, "children": k} for n, k in ((1, 2), (3, 1), (1, 2))]
    named = Event.objects.filter(verb="child.named", because="unserved", actor=dora.pk)
    assert set(named.values_list("child_number", flat=True)) == {
        one.reference.replace(" ", "") for one in (*first.rows, *last.rows)
    }
    monkeypatch.setattr("accounts.roles.DataOfficer.children_a_day", 3)
    with pytest.raises(LimitReached):
        worklist(by=dora, at=now, page="2")


def test_nobody_else_opens_it(pat: Practitioner, now: datetime) -> None:
    for who in (pat, people.operator(), people.person("Ada", "account_administrator")):
        with pytest.raises(Refused):
            worklist(by=who, at=now)


SAID = st.builds(
    Assertion,
    names=st.just((Name("current", "Kit", "", "Moss"),)),
    date_of_birth=st.sampled_from([None, date(2008, 1, 1), date(2014, 1, 1), date(2024, 1, 1)]),
    settings=st.sampled_from(
        [
            (),
            (SettingSaid("not_known"),),
            (SettingSaid("otherwise"),),
            (SettingSaid("at_setting", "100001"),),
            (SettingSaid("at_setting", "100001", None, date(2024, 7, 1)),),
        ]
    ),
    practice=st.sampled_from([None, PracticeSaid("Z99991")]),
    addresses=st.sampled_from([(), (Place("left_england", returning="unknown"),)]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SAID, days=st.sampled_from([0, 100, 200]), stopped=st.booleans())
def test_the_database_and_the_page_agree_about_everybody(
    said: Assertion, days: int, stopped: bool, dora: Practitioner, now: datetime
) -> None:
    """The list of the hidden asks in memory what the other asks the database: the two must say the same."""
    child = children.child(said, at=now - timedelta(days=days))
    Source.objects.filter(code="schools").update(stopped_at=now if stopped else None)
    today = day_of(now)
    by_database = set(unserved._open_of(people.liverpool(), today).filter(pk=child))
    row = Child.objects.get(pk=child)
    by_hand = {child} if any(unserved._lacks(row, unserved._known([child]), today)) else set()
    assert by_database == by_hand


def every_page(dora: Practitioner, shona: Practitioner, now: datetime) -> dict[Practitioner, list[str]]:
    for number in range(3):
        children.child(but(NOTHING, names=(Name("current", f"Kit{number}", "", "Moss"),)), at=now)
    children.shield(children.child(NOTHING, at=now), at=now)
    where = reverse("unserved_children")
    return {dora: ["/", where, f"{where}?page=2"], shona: ["/", where]}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_is_accessible_and_works_without_javascript(
    width: int,
    browser: Browser,
    live_server: Any,
    dora: Practitioner,
    shona: Practitioner,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unserved, "ON_A_PAGE", 2)
    ways = every_page(dora, shona, now)
    with open_page(browser, width=width) as page:
        for person, pages in ways.items():
            client = Client()
            people.sign_in(client, person)
            page.context.clear_cookies()
            enter(page, Scene(person, client), live_server.url)
            for where in pages:
                answer = page.goto(live_server.url + where)
                assert answer is not None
                assert answer.status == 200, where
                check_page(page)
    with open_page(browser, width=NARROW, javascript=False) as page:
        people.sign_in(client := Client(), dora)
        enter(page, Scene(dora, client), live_server.url)
        page.goto(live_server.url + "/")
        page.get_by_role("link", name="Children without education or a service").click()
        page.get_by_role("heading", name="3 children without education or a service").wait_for()
        page.get_by_role("link", name="Next page").click()
        page.get_by_text("Nobody has said anything").first.wait_for()
